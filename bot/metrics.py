"""What can be counted without knowing anybody: message and note totals for `/metrics`."""

from prometheus_client import Counter, Gauge, Histogram

RECEIVED = Counter("shuoshi_messages_received", "Messages from platforms, by what became of them", ["channel", "fate"])
REFUSED = Counter("shuoshi_webhook_refused", "Requests turned away at a webhook", ["channel", "status"])
HANDLED = Counter("shuoshi_messages_handled", "Messages handled, by handler", ["handler"])
SENT = Counter("shuoshi_notes_sent", "Notes handed to a platform, by what became of them", ["channel", "fate"])
WAITING = Gauge("shuoshi_rows", "Rows of inbox and outbox, by state", ["table", "state"])
SWEEP_SECONDS = Histogram("shuoshi_sweep_seconds", "How long a sweep took", ["sweep"])
