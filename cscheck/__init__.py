"""cscheck audits a shop's customer service against the rules of its platform."""

__version__ = "0.1.0"
