"""Graph -> coordinates: a Structure comes in, a Placement goes out. Runs in a worker process."""

from app.layout.place import Engine as Engine
from app.layout.place import place as place
from app.layout.place import warm_up as warm_up
