"""All talk with the outside: HTTP, WebSocket, pages."""
