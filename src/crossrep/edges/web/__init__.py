"""Pages on this computer or the home network, for those who have the secret and nobody else.

`listening` takes a port, `Door` knows who may enter, `Guard` stands before every request and
`serving` answers them inside the running event loop. A page that fails costs the session nothing.
"""

from crossrep.edges.web.address import Address, listening
from crossrep.edges.web.door import Door, kept_secret
from crossrep.edges.web.guard import Guard
from crossrep.edges.web.guests import Guests
from crossrep.edges.web.server import serving

__all__ = ["Address", "Door", "Guard", "Guests", "kept_secret", "listening", "serving"]
