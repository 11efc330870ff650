"""The outbox: what is to be told, in the transaction of the act; claimed, sent and written down."""
