from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

# So many lines at most: who accepts a thousand suggestions did one thing.
NOTED = 50
# What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class LedgerGuarded(models.AbstractModel):
    """What holds for each record of ours, by whatever door a person comes:

    - what it belongs to never changes (``_owned_by``);
    - fields that are ``readonly`` are written by the code alone, which does so as
      superuser: from others they are left out;
    - it belongs to a company of theirs after each write, as before it;
    - it names nothing of ours, and no invoice, that they may not see;
    - what it names fits it (``_fitting``): is of the same connection, and of the kind
      that it takes;
    - a spreadsheet of them has no formulas.
    """

    _name = "ledger.guarded"
    _description = "Guarded Record"
    # Whose it is: names of fields.
    _owned_by = ()
    # {field: {field of what it names: the field here that it equals, or the value}}
    _fitting = {}
    # What people do to these fields is told in the history of what it belongs to.
    _noted = ()

    @api.model_create_multi
    def create(self, vals_list):
        context = {
            key: value
            for key, value in self.env.context.items()
            if not (key.startswith("default_") and self._is_ours(key[8:]))
        }
        vals_list = [self._without_readonly(vals) for vals in vals_list]
        # Less than it was, which keywords can't say.
        # pylint: disable=context-overridden
        records = super(LedgerGuarded, self.with_context(context)).create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            record._check_named(vals)
        if self._is_noted(self._noted):
            records._keep_note(
                {one: self.env._("%s: added", one._say()) for one in records}
            )
        return records.with_env(self.env)

    def write(self, vals):
        vals = self._without_readonly(vals)
        self._check_owner(vals)
        before = {one: one._say() for one in self} if self._is_noted(vals) else {}
        result = super().write(vals)
        if not self.env.su:
            self.check_access("write")
            self._check_named(vals)
        changed = {one: (old, one._say()) for one, old in before.items()}
        self._keep_note(
            {one: f"{a} ⇒ {b}" for one, (a, b) in changed.items() if a != b}
        )
        return result

    def unlink(self):
        if self._is_noted(self._noted):
            self._keep_note(
                {one: self.env._("%s: deleted", one._say()) for one in self}
            )
        return super().unlink()

    @api.model
    def _is_noted(self, names):
        return not (self.env.su or set(self._noted).isdisjoint(names))

    def _say(self):
        """What it is, and what its noted fields say."""
        said = [self.display_name or ""]
        for name in self._noted:
            field, value = self._fields[name], self[name]
            text = value.display_name if field.relational else value
            if field.type == "boolean":
                text = value and field._description_string(self.env)
            if text and text not in said[0]:
                said.append(text)
        return ", ".join(said)

    def _keep_note(self, texts):
        """``texts``: {record: what was done to it}"""
        for name in self._owned_by[:1] if texts else ():
            for owner, some in self.browse([r.id for r in texts]).grouped(name).items():
                lines = [texts[one] for one in some[:NOTED]]
                owner.sudo().message_post(body=Markup("<br/>").join(lines))

    @api.model
    def _is_ours(self, name):
        """Whether only the code may write this field now. (A dialog is nobody's but of
        who opened it.)"""
        guarded = not (self.env.su or self._transient)
        return guarded and name in self._fields and self._fields[name].readonly

    @api.model
    def _without_readonly(self, vals):
        return {name: vals[name] for name in vals if not self._is_ours(name)}

    def _check_owner(self, vals):
        for name in () if self._transient else self._owned_by:
            if name in vals and any(one[name].id != vals[name] for one in self):
                raise AccessError(
                    self.env._(
                        "%(record)s stays with what it was made for "
                        "(%(field)s). Make a new one instead.",
                        record=self[:1].display_name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _check_named(self, vals):
        """A name is shown with every reference, whoever may read the record."""
        if self.env.su:
            return
        for name in vals:
            field = self._fields.get(name)
            if field is not None and field.relational and _is_guarded(field):
                named = self.env[field.comodel_name].browse(_get_ids(vals[name]))
                named.check_access("read")

    @api.model
    def default_get(self, fields):
        return self._with_own(super().default_get(fields))

    def onchange(self, values, field_names, fields_spec):
        return super().onchange(self._with_own(values), field_names, fields_spec)

    @api.model
    def _with_own(self, vals):
        """``vals`` of a form, which shows what they name before anything is stored."""
        for name, value in {} if self.env.su else vals.items():
            field = self._fields.get(name)
            if field is not None and field.relational and _is_guarded(field):
                named = self.env[field.comodel_name].browse(_get_ids(value))
                named.check_access("read")
        return vals

    def export_data(self, fields_to_export):
        """Names are the ledger's; in an .xlsx file Odoo leaves "=" a formula."""
        found = super().export_data(fields_to_export)
        return {**found, "datas": [[_inert(v) for v in row] for row in found["datas"]]}

    @api.constrains(lambda self: self._fitting)
    def _check_fitting(self):
        for name, fitting in self._fitting.items():
            for record in self.filtered(name):
                named = record[name].sudo()
                if any(named[n] != record._get_own(own) for n, own in fitting.items()):
                    raise ValidationError(
                        self.env._(
                            "%(field)s must be of the same connection and kind. "
                            "Choose another one.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def _get_own(self, name):
        if name == "self":
            return self
        return self[name] if name in self._fields else name


def _inert(value):
    is_formula = isinstance(value, str) and value.startswith(FORMULA)
    return f"'{value}" if is_formula else value


def _is_guarded(field):
    return field.comodel_name.startswith(("ledger.", "account.move"))


def _get_ids(value):
    """Of what a form says of a relation: an id, a pair of it and a name, commands or
    their records."""
    if not isinstance(value, (list, tuple)):
        return [value] if isinstance(value, int) and value else []
    ids = []
    for one in value:
        if isinstance(one, int):
            ids.append(one)
        elif isinstance(one, (list, tuple)) and one[0] in (1, 4):
            ids.append(one[1])
        elif isinstance(one, (list, tuple)) and one[0] == 6:
            ids += one[2]
    return [id_ for id_ in ids if isinstance(id_, int)]
