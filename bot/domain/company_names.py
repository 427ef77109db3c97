"""Well-known companies and what belongs to them: a line for each owner, then its brands and daughters."""

from __future__ import annotations

# Of general knowledge, and only there to ask "is this the company that you mean?"; nobody is matched by it unasked.
_OWNED = """
Accenture: Avanade
Adobe: Figma
Airbus
Alibaba: AliExpress, Alipay, Ant Group
Allianz: Pimco
Alphabet: Google, YouTube, DeepMind, Waymo, Verily, Fitbit, Nest
Amazon: AWS, Amazon Web Services, Audible, Twitch, Whole Foods, Zappos, IMDb
American Express: Amex
Apple: Beats
Atlassian: Trello
Automattic: WordPress, Tumblr
BMW: Mini, Rolls-Royce Motor Cars
Berkshire Hathaway: Geico
Block: Square, Cash App
Boeing
Booking Holdings: Booking, Kayak, Priceline, Agoda, OpenTable
ByteDance: TikTok
Cisco: Webex, Splunk, Meraki
Citigroup: Citi, Citibank
Comcast: NBCUniversal, Sky
Deloitte: Monitor Deloitte
Deutsche Post: DHL
Deutsche Telekom: T-Mobile, T-Systems
Disney: Pixar, Marvel, Hulu, ESPN
Ernst and Young: EY, EY-Parthenon
Expedia: Vrbo, Hotels
Ford: Lincoln
General Electric: GE, GE HealthCare, GE Aerospace
General Motors: GM, Chevrolet, Cadillac
Goldman Sachs: Marcus
Hewlett Packard: HP, HPE, Hewlett Packard Enterprise
IBM: Red Hat, International Business Machines, HashiCorp
Ikea: Ingka
Intel: Mobileye
Johnson and Johnson: J&J, Janssen
JPMorgan Chase: JP Morgan, Chase
Just Eat Takeaway: Grubhub, Lieferando
KPMG
L'Oreal: Maybelline
Mercedes-Benz: Daimler
Meta: Facebook, Instagram, WhatsApp
Microsoft: LinkedIn, GitHub, Activision Blizzard, Xbox, Nuance
Morgan Stanley
Nestle: Nespresso, Purina
Netflix
Novartis: Sandoz
Nvidia: Mellanox
Oracle: Cerner, NetSuite
Otto: Hermes
PayPal: Venmo
PepsiCo: Pepsi
Procter and Gamble: P&G
PricewaterhouseCoopers: PwC
Prosus: OLX
Roche: Genentech
SAP: SuccessFactors, Concur, Signavio
Salesforce: Slack, Tableau, MuleSoft
Samsung
Schwarz: Lidl, Kaufland
Shopify
Siemens: Siemens Healthineers, Siemens Energy
Sony: PlayStation
Spotify
Stripe
Tencent: WeChat
Tesla
Toyota: Lexus
Uber: Uber Eats
UBS: Credit Suisse
Unilever: Dove
United Parcel Service: UPS
Volkswagen: VW, Audi, Porsche, Skoda, Seat
Volvo
Walmart: Sam's Club
X: Twitter, xAI
Zalando: Zalando Lounge, About You
Zoom: Workvivo
"""


def _read(line: str) -> tuple[str, ...]:
    owner, _, brands = line.partition(":")
    return tuple(name.strip() for name in (owner, *brands.split(",")) if name.strip())


OWNERS = tuple(_read(line) for line in _OWNED.strip().splitlines())  # each with its own name first
