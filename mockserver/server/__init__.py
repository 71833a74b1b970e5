"""The server: the app on a socket, in this thread until it is told to stop, or in a thread of its own."""

from mockserver.server.thread import MockServer

__all__ = ["MockServer"]
