"""The server under the gateways: uvicorn with our protocols, its listeners and limits."""
