"""The ledger, read from its beginning and held to its own chain and to what is attested of it."""

from __future__ import annotations

from lrs.credits.chain import Attested, Verifier
from lrs.store.ledger import Ledger


async def verify(ledger: Ledger, verifier: Verifier) -> None:
    """Have a verifier read the whole ledger; entries may be appended meanwhile."""
    verifier.attest(Attested(await ledger.head(), "the document that names the ledger's end"))
    async for link in ledger.links():
        verifier.read(link, f"{link['entry']['id']} in the collection `ledger`")
    verifier.end((await ledger.head()).sequence)
