"""Who somebody is, as an OpenID Connect provider says it: claims, signed with a key of this run."""

import base64
import hashlib
import time
from functools import cached_property

from joserfc import jwt
from joserfc.jwk import RSAKey

from sandbox.model import Json, User, Workspace

ID_TOKEN_SECONDS = 300
SCOPES = ("openid", "profile", "email")


class Signer:
    """Signs id_tokens by RS256. The key is made when it is first needed, which takes a tenth of a second."""

    @cached_property
    def _key(self) -> RSAKey:
        return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)

    def key_set(self) -> Json:
        """The public key, as a JSON Web Key Set."""
        return {"keys": [dict(self._key.as_dict(private=False))]}

    def id_token(self, claims: Json, *, issuer: str, client_id: str, nonce: str, access_token: str) -> str:
        """A signed token that holds these claims."""
        now = int(time.time())
        whole = {
            "iss": issuer,
            "sub": claims["sub"],
            "aud": client_id,
            "exp": now + ID_TOKEN_SECONDS,
            "iat": now,
            "auth_time": now,
            "nonce": nonce,
            "at_hash": _half_hash(access_token),
        }
        return jwt.encode({"alg": "RS256", "kid": str(self._key.kid)}, whole | claims, self._key)


def claims(user: User, workspace: Workspace, scopes: tuple[str, ...]) -> Json:
    """What these scopes let an app know of a person."""
    known: Json = {"sub": user.id, "https://slack.com/user_id": user.id, "https://slack.com/team_id": workspace.id}
    if "email" in scopes and user.email:
        known |= {"email": user.email, "email_verified": True, "date_email_verified": user.updated}
    if "profile" in scopes:
        first, _, last = user.real_name.partition(" ")
        known |= {
            "name": user.real_name,
            "given_name": first,
            "family_name": last,
            "locale": "en-US",
            "https://slack.com/team_name": workspace.name,
            "https://slack.com/team_domain": workspace.domain,
            "https://slack.com/team_image_default": True,
        }
    return known


def configuration(url: str) -> Json:
    """The discovery document of a provider at this address, as Slack's is."""
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/openid/connect/authorize",
        "token_endpoint": f"{url}/api/openid.connect.token",
        "userinfo_endpoint": f"{url}/api/openid.connect.userInfo",
        "jwks_uri": f"{url}/openid/connect/keys",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "auth_time", "iss"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": True,
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    }


def _half_hash(access_token: str) -> str:
    """`at_hash`: the left half of the token's hash."""
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()
