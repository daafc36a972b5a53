from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...ledger.values import OF_RELATION, Text
from ..connection.ledger_item import of_kind

# Not one of the ledger's own: ``Document.description``.
DESCRIPTION = "description"
# What of a field can be told in words.
TELLABLE = (
    *("char", "text", "selection", "date", "datetime", "integer", "float"),
    *("monetary", "many2one", "boolean"),
)


class Untold(Exception):
    """The text ``row`` leads nowhere, or where its writer may not look."""

    def __init__(self, row):
        self.row = row


def _is_kept(model, field):
    return bool(field.groups) or not model.has_access("read")


class LedgerText(models.Model):
    """What a free field of the ledger, or the description of the entry, says of each
    invoice, or of a customer or supplier that is created: a field of Odoo, or always
    the same, for all or for those with a tag."""

    _name = "ledger.text"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _fitting = {"item_id": of_kind("text")}
    _noted = ("path", "value")
    _description = "Ledger Free Field"
    _order = "connection_id, item_id"
    _rec_name = "item_id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    item_id = fields.Many2one(
        "ledger.item",
        string="Field in the Ledger",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'text')]",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the description of the entry.",
    )
    path = fields.Char(
        string="Field in Odoo",
        help="Of the invoice, such as invoice_origin or partner_id.ref; of a customer "
        "or supplier, such as industry_id.",
    )
    value = fields.Char(string="Fixed Text")
    partner_category_id = fields.Many2one(
        "res.partner.category",
        string="Only for Tag",
        ondelete="cascade",
        help="Of the customer or supplier; a tag stands for those below it. What is "
        "said for a tag goes before what is said for all.",
    )
    example = fields.Char(compute="_compute_example")

    _item_uniq = models.UniqueIndex(
        "(connection_id, COALESCE(item_id, 0), COALESCE(partner_category_id, 0))",
        "This field has its text already.",
    )
    _one_source = models.Constraint(
        "CHECK (num_nonnulls(path, value) = 1)",
        "Name either a field of Odoo or a fixed text.",
    )

    @api.constrains("path", "item_id")
    def _check_path(self):
        for row in self.filtered("path"):
            hindrance = row._get_hindrance()
            if hindrance:
                raise ValidationError(hindrance)

    def _get_hindrance(self):
        """Why the path leads nowhere, or where nobody may look, in words; nothing when
        it can be told. What a group alone may see is no matter for a ledger, whoever
        asks for it."""
        model = self.env[self._get_model()]
        *relations, last = self.path.strip().split(".")
        for name in relations:
            field = model._fields.get(name)
            if field is None or field.type != "many2one" or _is_kept(model, field):
                return self.env._(
                    "%(name)s of %(path)s is no single record of %(model)s.",
                    name=name,
                    path=self.path,
                    model=model._description,
                )
            model = self.env[field.comodel_name]
        field = model._fields.get(last)
        if field is None or field.type not in TELLABLE or _is_kept(model, field):
            return self.env._(
                "%(name)s of %(path)s is no field of %(model)s that can be told in "
                "words.",
                name=last,
                path=self.path,
                model=model._description,
            )
        return None

    @api.depends("path", "value", "connection_id")
    def _compute_example(self):
        """Of the latest invoice, so that one sees what will be there."""
        for row in self:
            move = self.env["account.move"].search(
                [
                    ("company_id", "=", row.connection_id.company_id.id),
                    ("state", "=", "posted"),
                    ("move_type", "=", "out_invoice"),
                ],
                limit=1,
            )
            valid = row.value or (row.path and not row._get_hindrance())
            try:
                record = row._get_record(move)
                row.example = record and valid and row._get_value(record, self.env.user)
            except AccessError:
                row.example = False

    def _get_value(self, move, reader=None):
        """As ``reader`` sees it, a user."""
        if self.value:
            return self.value
        *relations, last = self.path.strip().split(".")
        record = move.with_user(reader).sudo(False) if reader else move
        for name in relations:
            record = record[name]
            # What others read is in the cache, where nobody is asked who reads it.
            record.check_access("read")
        field = record._fields[last]
        value = record[last]
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return str(int(value))
        return str(value) if value or value == 0 and field.type != "char" else ""

    def _get_reader(self):
        """Whose eyes it is seen with: who works for the company, not Odoo itself."""
        connection = self.connection_id.sudo()
        people = self.write_uid | connection.authorised_by_id | connection.create_uid
        able = people.filtered(
            lambda user: user.active and connection.company_id in user.company_ids
        )
        return able[:1] or people[:1]

    def _get_model(self):
        """Of what it says something."""
        of_relation = (self.item_id.code or "").startswith(OF_RELATION)
        return "res.partner" if of_relation else "account.move"

    def _get_record(self, move):
        """That of the invoice which it is about."""
        partner = self._get_model() == "res.partner"
        return move.commercial_partner_id if partner else move

    def _get_texts(self, record):
        """Those that have something to say of an invoice or a partner, in fields that
        the ledger still has. Raises ``Untold`` for one that can't be told any more."""
        offered = self.filtered(lambda row: not row.item_id or row.item_id.active)
        found = {}
        for row in offered.sorted(lambda row: not row.partner_category_id):
            name = row._get_field()
            is_meant = record._name == row._get_model() and row._is_for(record)
            if is_meant and name not in found:
                found[name] = row._tell(record).strip()
        return [Text(field=name, value=value) for name, value in found.items() if value]

    def _is_for(self, record):
        """Whether the partner has the tag, if there is one."""
        tags = record.commercial_partner_id.category_id
        paths = "".join(tag.parent_path or "" for tag in tags).split("/")
        tag = self.partner_category_id
        return not tag or str(tag.id) in paths

    def _tell(self, move):
        if self.value:
            return self.value
        reader = self._get_reader()
        try:
            if self.with_user(reader).sudo(False)._get_hindrance():
                raise Untold(self)
            return self._get_value(move, reader)
        except AccessError as error:
            raise Untold(self) from error

    def _get_field(self):
        """As ``Text.field``; "description" is every ledger's."""
        code = self.item_id.code or DESCRIPTION
        return code.removeprefix(OF_RELATION)
