"""The canonical tables, declared once: columns, kinds, keys, what must be there, what is personal.

The names are design.md part 2's. Everything that reads an export brings it into these tables;
everything that measures sees nothing else.
"""

from __future__ import annotations

from cscheck.schema import Column, Kind, Table

BUYER, AGENT, ASSIST, ROBOT, WELCOME, SYSTEM = SENDERS = (
    "buyer",
    "agent",
    "assist",
    "robot",
    "welcome",
    "system",
)
HUMAN = (AGENT, ASSIST)
ANSWERS = (AGENT, ASSIST, ROBOT)


def _id(name: str, *, required: bool = False, personal: bool = False) -> Column:
    return Column(name, Kind.ID, required, personal)


def _time(*names: str, required: bool = False) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.TIME, required) for name in names)


def _of(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name in names)


def _made(kind: Kind, name: str, *ways: str, words: tuple[str, ...] = ()) -> Column:
    """A derived column; each way names all that it is made from, `table.column`, with blanks."""
    made_from = tuple(tuple(way.split()) for way in ways)
    return Column(name, kind, words=words, made_from=made_from)


_SHOP = Column("shop", Kind.TEXT)
_BUYER = _id("buyer", personal=True)
_AGENT = _id("agent")
_RATING = Column("rating", Kind.NUMBER, between=(1, 5))

MESSAGES = Table(
    "messages",
    (
        *_time("sent_at", required=True),
        Column("sender", Kind.WORD, required=True, words=SENDERS),
        _id("conversation_id", required=True),
        _SHOP,
        _id("message_id"),
        _AGENT,
        _BUYER,
        Column("text", Kind.TEXT, personal=True),
        *_of(Kind.TEXT, "kind"),
    ),
    key=("message_id",),
    day=("sent_at",),
    instead=("buyer",),
    derived=(_made(Kind.FLAG, "unanswered", "messages.sent_at"),),
    helpers=(_id("sender_name", personal=True),),
)

CONVERSATIONS = Table(
    "conversations",
    (
        _id("conversation_id", required=True),
        _SHOP,
        _BUYER,
        _AGENT,
        *_of(Kind.TEXT, "topic"),
        *_time("started_at", "queued_at", "assigned_at", "first_reply_at", "ended_at"),
        *_of(Kind.FLAG, "offline", "excluded"),
        _RATING,
        *_time("rated_at"),
        *_of(Kind.SECONDS, "first_response_seconds"),
    ),
    key=("conversation_id",),
    day=("started_at", "queued_at", "assigned_at"),
    instead=("buyer", "started_at"),
    derived=(
        _made(Kind.FLAG, "taken_up", "conversations.assigned_at", "messages.sent_at"),
        _made(Kind.FLAG, "complained", "conversations.buyer complaints.buyer"),
        _made(Kind.WORD, "first_answer_by", "messages.sent_at", words=ANSWERS),
        _made(
            Kind.SECONDS,
            "paid_within_seconds",
            "conversations.buyer orders.buyer orders.paid_at",
        ),
    ),
)

ORDERS = Table(
    "orders",
    (
        _id("order_id", required=True),
        _id("sub_order_id"),
        _SHOP,
        _BUYER,
        _AGENT,
        *_time("created_at", "paid_at", "grouped_at", "promised_ship_at", "shipped_at"),
        *_time("picked_up_at", "signed_at", "closed_at"),
        Column(
            "status",
            Kind.WORD,
            words=("unpaid", "unshipped", "shipped", "received", "closed", "refunded_unshipped"),
        ),
        Column("goods_type", Kind.WORD),
        *_of(Kind.FLAG, "presale", "custom", "no_stock"),
        *_of(Kind.MONEY, "amount", "refund_amount"),
        _id("tracking_no"),
        *_of(Kind.TEXT, "courier", "seller_note"),
        Column("buyer_note", Kind.TEXT, personal=True),
        *_of(Kind.TEXT, "flag"),
        Column("refund_status", Kind.WORD, words=("none", "open", "success", "closed")),
    ),
    key=("order_id", "sub_order_id"),
    day=("paid_at", "created_at"),
    derived=(
        _made(Kind.TIME, "refund_applied_at", "refunds.order_id refunds.applied_at"),
        _made(Kind.TIME, "promise_missed_at", "orders.promised_ship_at orders.shipped_at"),
        _made(
            Kind.TIME,
            "told_after_promise_at",
            "orders.promised_ship_at orders.shipped_at orders.buyer messages.sent_at",
        ),
        _made(Kind.FLAG, "consulted_before_pay", "orders.buyer orders.paid_at messages.sent_at"),
        _made(Kind.FLAG, "note_has_agent_number", "orders.seller_note"),
    ),
)

_SIGNED = "refunds.order_id orders.order_id orders.signed_at"
_PAID = "refunds.order_id orders.order_id orders.amount"

REFUNDS = Table(
    "refunds",
    (
        _id("refund_id", required=True),
        *_time("applied_at", required=True),
        _SHOP,
        _id("order_id"),
        _BUYER,
        _AGENT,
        Column(
            "kind",
            Kind.WORD,
            words=("refund_only", "return_refund", "exchange", "repair", "resend"),
        ),
        *_of(Kind.TEXT, "reason", "goods_status"),
        *_time("decided_at", "returned_at", "return_signed_at", "confirmed_at", "refunded_at"),
        *_time("finished_at", "due_at"),
        Column("status", Kind.WORD, words=("open", "success", "closed", "rejected")),
        *_of(Kind.FLAG, "platform_involved"),
        Column("liability", Kind.WORD, words=("merchant", "buyer", "both", "none")),
        *_of(Kind.MONEY, "amount"),
        Column("remark", Kind.TEXT, personal=True),
    ),
    key=("refund_id",),
    day=("applied_at",),
    derived=(
        *(_made(Kind.TIME, each, _SIGNED) for each in ("order_signed_at", "no_reason_until")),
        _made(Kind.MONEY, "order_amount", _PAID),
        _made(Kind.NUMBER, "share_of_order", f"refunds.amount {_PAID}"),
    ),
)

COMPLAINTS = Table(
    "complaints",
    (
        _id("complaint_id", required=True),
        *_time("created_at", required=True),
        _SHOP,
        _id("order_id"),
        _BUYER,
        _AGENT,
        Column(
            "scenario",
            Kind.WORD,
            words=(
                "delivery",
                "logistics_stalled",
                "return_unshipped",
                "return_shipped_anyway",
                "return_not_received",
                "other",
            ),
        ),
        *_of(Kind.TEXT, "reason"),
        *_time("accepted_at", "first_followup_at", "last_followup_at"),
        *_of(Kind.NUMBER, "followups"),
        *_time("courier_contacted_at", "confirmed_at", "shipped_at"),
        _id("tracking_no"),
        *_time("refunded_at", "closed_at"),
        Column("close_kind", Kind.WORD, words=("normal", "improper")),
        Column("severity", Kind.WORD, words=("normal", "major")),
        *_of(Kind.FLAG, "repeated"),
    ),
    key=("complaint_id",),
    day=("created_at",),
    derived=(
        _made(
            Kind.TIME,
            "order_shipped_at",
            "complaints.shipped_at",
            "complaints.order_id orders.order_id orders.shipped_at",
        ),
        _made(
            Kind.TIME,
            "order_refunded_at",
            "complaints.refunded_at",
            "complaints.order_id refunds.order_id refunds.refunded_at",
        ),
        _made(Kind.FLAG, "open_at_end", "complaints.closed_at"),
        _made(
            Kind.FLAG,
            "followed_up_on_last_day",
            "complaints.first_followup_at",
            "complaints.last_followup_at",
        ),
    ),
)

REVIEWS = Table(
    "reviews",
    (
        _id("review_id", required=True),
        *_time("created_at", required=True),
        _SHOP,
        _id("order_id"),
        _BUYER,
        _AGENT,
        _RATING,
        *_time("replied_at"),
    ),
    key=("review_id",),
    day=("created_at",),
    derived=(_made(Kind.NUMBER, "credit_points", "reviews.rating"),),
)

LISTINGS = Table(
    "listings",
    (
        _id("listing_id", required=True),
        _id("sku"),
        _SHOP,
        *_of(Kind.TEXT, "title", "category"),
        *_of(Kind.MONEY, "price", "shipping_fee"),
        *_of(Kind.NUMBER, "stock"),
        *_of(Kind.TEXT, "status"),
    ),
    key=("listing_id", "sku"),
    day=(),
    telling=("price", "shipping_fee", "stock"),
    derived=(
        _made(Kind.FLAG, "title_repeated", "listings.title"),
        _made(Kind.NUMBER, "shipping_fee_to_price", "listings.shipping_fee listings.price"),
        _made(Kind.NUMBER, "price_to_category_median", "listings.category listings.price"),
        _made(Kind.NUMBER, "price_to_sku_median", "listings.sku listings.price"),
    ),
)

ADVANCES = Table(
    "advances",
    (
        _id("advance_id", required=True),
        *_time("notified_at", required=True),
        _SHOP,
        *_of(Kind.MONEY, "amount"),
        *_time("paid_at"),
    ),
    key=("advance_id",),
    day=("notified_at",),
)

PRESENCE = Table(
    "presence",
    (
        _id("agent", required=True),
        *_time("from_at", required=True),
        Column("to_at", Kind.TIME, required=True, may_be_blank=True),
        _SHOP,
        Column("role", Kind.WORD),
        Column("status", Kind.WORD, words=("online", "away", "offline")),
    ),
    key=("agent", "from_at", "to_at", "role", "status"),
    day=("from_at",),
    until="to_at",
)

ROSTER = Table(
    "roster",
    (
        _id("agent", required=True),
        *_time("from_at", "to_at", required=True),
        _SHOP,
        Column("role", Kind.WORD),
        *_of(Kind.TEXT, "shift"),
    ),
    key=("agent", "from_at", "to_at", "role"),
    day=("from_at",),
    until="to_at",
)

_FIGURES = (
    *_of(Kind.NUMBER, "conversations", "messages"),
    *_of(Kind.RATE, "reply_3min_rate", "reply_5min_rate", "reply_rate", "satisfaction"),
    *_of(Kind.SECONDS, "first_response_seconds", "average_response_seconds"),
)

AGENT_DAYS = Table(
    "agent_days",
    (
        _id("agent", required=True),
        *_time("day", required=True),
        _SHOP,
        *_FIGURES,
    ),
    key=("agent", "day"),
    day=("day",),
    telling=tuple(column.name for column in _FIGURES),
)

# The more particular table first: an order's id stands in nearly every export.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(MESSAGES, REFUNDS, COMPLAINTS, REVIEWS, ADVANCES, CONVERSATIONS, ORDERS, LISTINGS),
        *(PRESENCE, ROSTER, AGENT_DAYS),
    )
}
