"""An entry of the ledger belongs to one export of its administration: an index says so
by now. Where two rows hold one entry it stays with the older of those that count, and
the other invoice, which nothing stands there for, is shown to a person as refused. Two
rows of one invoice, by an archived connection and its successor, are one export."""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    if column_exists(cr, "ledger_export", "administration"):
        return
    # As ``ledger.standing`` names it; made here, because the index is made with it.
    create_column(cr, "ledger_export", "administration", "varchar")
    cr.execute(
        """
        UPDATE ledger_export export
           SET administration = concat_ws(
                   '|', COALESCE(provider, ''), COALESCE(server_url, ''),
                   COALESCE(organisation, ''), COALESCE(administration_code, ''))
          FROM ledger_connection connection
         WHERE connection.id = export.connection_id
        """
    )
    cr.execute(
        """
        WITH holder AS (
            SELECT export.id, export.state NOT IN ('superseded', 'withdrawn') AS live,
                   first_value(export.id) OVER (
                       PARTITION BY administration, ledger_id
                       ORDER BY export.state IN ('superseded', 'withdrawn'),
                                connection.active DESC, export.id) AS first
              FROM ledger_export export
              JOIN ledger_connection connection ON connection.id = connection_id
             WHERE ledger_id IS NOT NULL AND export.state != 'removed'
               AND ledger_gone IS NOT TRUE),
        double AS (
            SELECT holder.id, live,
                   CASE WHEN own.move_id IS NOT NULL
                        THEN 'account.move' ELSE 'account.payment' END AS model,
                   COALESCE(own.move_id, own.payment_id) AS subject,
                   own.move_id IS NOT DISTINCT FROM first.move_id
                   AND own.payment_id IS NOT DISTINCT FROM first.payment_id AS same,
                   concat(COALESCE(move.name, payment.name), ' (',
                          concat_ws(' ', first.ledger_journal, first.ledger_number),
                          ')') AS detail
              FROM holder
              JOIN ledger_export own ON own.id = holder.id
              JOIN ledger_export first ON first.id = holder.first
         LEFT JOIN account_move move ON move.id = first.move_id
         LEFT JOIN account_payment payment ON payment.id = first.payment_id
             WHERE holder.id != holder.first)
        UPDATE ledger_export export
           SET ledger_id = NULL,
               is_draft_entry = FALSE,
               todo = NULL,
               then_book = FALSE,
               mode = CASE WHEN live AND mode != 'reverse' THEN 'book' ELSE mode END,
               state = CASE WHEN NOT live THEN state
                            WHEN same THEN 'withdrawn' ELSE 'rejected' END,
               error_code = CASE WHEN live AND NOT same THEN 'duplicate_ours' END,
               error_text = NULL,
               problems = CASE WHEN live AND NOT same THEN
                              jsonb_build_array(jsonb_build_object(
                                  'code', 'duplicate_ours', 'model', model,
                                  'ids', jsonb_build_array(subject), 'detail', detail))
                          END
          FROM double
         WHERE double.id = export.id
        """
    )
