// The control API (docs/sandbox.md). Every failure is an ApiError whose message can be shown.

export class ApiError extends Error {
  constructor(reply) {
    super(reply.message ?? reply.error ?? "The sandbox did not answer.");
    this.reply = reply;
  }
}

async function call(method, path, body) {
  let reply;
  try {
    const response = await fetch(`/control/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    reply = await response.json();
  } catch {
    throw new ApiError({ error: "unreachable", message: "The sandbox does not answer. Is it still running?" });
  }
  if (reply.ok === false) throw new ApiError(reply);
  return reply;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);
