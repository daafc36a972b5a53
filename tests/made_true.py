"""Which function makes each feature of docs/features.md true: emptied, the feature is
lost, and the test beside it has to go red (``tests/e2e/test_e2e_rows.py``).

``LC_RESULTS=1 setup/test tests/project`` writes them into the document.
"""

# {file: {function: numbers of features}}
FUNCTIONS = {
    "connector_base/models/composing/analytic.py": {
        "_fitted": [307, 309],
        "get_parts": [116, 306, 313],
    },
    "connector_base/models/composing/composer.py": {
        "Composer._compose": [142, 174],
        "Composer._find_condition": [132, 133, 150],
        "Composer._find_journal": [17, 75, 96],
        "Composer._get_number": [12, 221, 317],
    },
    "connector_base/models/composing/entry_lines.py": {
        "EntryLines._get_sources": [122],
    },
    "connector_base/models/composing/ledger_files.py": {
        "LedgerFiles._find": [220, 247],
        "LedgerFiles._print": [257],
    },
    "connector_base/models/composing/ledger_hooks.py": {
        "LedgerHooks._get_document": [175],
    },
    "connector_base/models/composing/lines.py": {
        "Lines._find_account": [82, 84, 216],
        "Lines._find_vat": [18, 19, 98, 305],
        "Lines._get_quantity": [164],
        "Lines._get_values": [163],
        "describe": [242, 259],
    },
    "connector_base/models/composing/preview.py": {
        "get_preview": [85],
    },
    "connector_base/models/composing/problem.py": {
        "Problems.check": [46, 146],
    },
    "connector_base/models/composing/taxes.py": {
        "Shares._share_out": [165],
        "Shares.get_vat": [134],
    },
    "connector_base/models/composing/trial.py": {
        "foresee": [173],
    },
    "connector_base/models/connection/ledger_access.py": {
        "LedgerAccess._call": [241],
        "LedgerAccess._look": [240],
    },
    "connector_base/models/connection/ledger_application.py": {
        "LedgerApplication._inverse_client": [198],
    },
    "connector_base/models/connection/ledger_buttons.py": {
        "LedgerButtons.action_disconnect": [90, 111, 112, 203],
    },
    "connector_base/models/connection/ledger_connection.py": {
        "LedgerConnection._compute_can": [73],
        "LedgerConnection._compute_progress": [167],
        "LedgerConnection.write": [183],
    },
    "connector_base/models/connection/ledger_identity.py": {
        "LedgerIdentity._check_organisation": [246],
    },
    "connector_base/models/connection/ledger_log.py": {
        "LedgerLog._gc_old": [182],
        "LedgerLog._recorder": [176, 181],
    },
    "connector_base/models/connection/ledger_login.py": {
        "LedgerLogin._authorised": [5, 40, 70, 166],
        "LedgerLogin._choose": [41, 114, 199, 214, 277, 325],
        "LedgerLogin._connect": [4, 39, 278],
        "LedgerLogin._grant_received": [113, 200, 201],
        "LedgerLogin._refused": [179],
        "LedgerLogin._verify_state": [279],
    },
    "connector_base/models/connection/ledger_run.py": {
        "LedgerRun._done": [168, 245],
    },
    "connector_base/models/export/ledger_correction.py": {
        "LedgerCorrection._book_anew": [103, 104],
        "LedgerCorrection._correct": [25, 102],
        "LedgerCorrection._finalise": [57],
        "LedgerCorrection._get_remedy": [26, 101],
        "LedgerCorrection._reverse": [24],
    },
    "connector_base/models/export/ledger_customers.py": {
        "LedgerCustomers._resolve": [33],
    },
    "connector_base/models/export/ledger_export_states.py": {
        "LedgerExportStates._done": [20, 239],
    },
    "connector_base/models/export/ledger_follow_up.py": {
        "LedgerFollowUp._booked_now": [314],
        "LedgerFollowUp._do_attach": [219],
    },
    "connector_base/models/export/ledger_invoice.py": {
        "LedgerInvoice._enqueue_automatic": [47],
    },
    "connector_base/models/export/ledger_outcome.py": {
        "LedgerOutcome._report": [50, 51, 52],
    },
    "connector_base/models/export/ledger_sender.py": {
        "LedgerSender._post": [1, 23, 61, 124, 180],
    },
    "connector_base/models/export/ledger_standing.py": {
        "LedgerStanding._judge": [143],
    },
    "connector_base/models/export/ledger_wording.py": {
        "LedgerWording._get_alerts": [59],
    },
    "connector_base/models/export/ledger_worker.py": {
        "LedgerWorker._run": [169],
    },
    "connector_base/models/ground/ledger_guarded.py": {
        "LedgerGuarded._check_owner": [267, 304],
    },
    "connector_base/models/mapping/ledger_item_store.py": {
        "LedgerItemStore._archive": [34],
    },
    "connector_base/models/mapping/ledger_mapping.py": {
        "LedgerMapping._retry_refused": [53],
        "LedgerMapping.action_accept": [151],
    },
    "connector_base/models/mapping/ledger_refresh.py": {
        "LedgerRefresh._refresh_kind": [16],
    },
    "connector_base/models/mapping/ledger_scope.py": {
        "LedgerScope._check_journals": [91, 237],
        "LedgerScope._get_companies": [67, 303],
        "LedgerScope._get_own": [148],
        "LedgerScope._get_types": [318],
        "LedgerScope._warn_of_history": [38],
    },
    "connector_base/models/mapping/ledger_suggestion.py": {
        "LedgerSuggestion._guess_account": [45, 217],
        "LedgerSuggestion._guess_vat": [44, 128],
    },
    "connector_base/models/mapping/ledger_text.py": {
        "LedgerText._get_texts": [119, 208, 254, 276],
        "LedgerText._get_value": [202, 222, 328],
    },
    "connector_base/models/mapping/ledger_vat_codes.py": {
        "LedgerVatCodes._why_none": [99],
    },
    "connector_base/models/mapping/move_kinds.py": {
        "final_of": [322],
        "kind_of": [27, 32, 110, 315],
    },
    "connector_base/models/mapping/rules.py": {
        "Case.of": [115, 118, 129],
        "Rule.rank": [10, 54, 83, 130, 186, 218, 311],
        "Rules.default_account": [9, 81, 185, 206, 308, 320],
    },
    "connector_base/models/payment/account_move.py": {
        "AccountMove._get_view": [49],
        "AccountMove._search_ledger_state": [21],
        "AccountMove.action_ledger_export": [13, 92],
    },
    "connector_base/models/payment/ledger_importer.py": {
        "LedgerImporter._get_domain": [62, 108, 170, 177, 268],
    },
    "connector_base/models/payment/ledger_mirror.py": {
        "LedgerMirror._mirror": [106],
    },
    "connector_base/models/payment/ledger_notice.py": {
        "LedgerNotice._tell": [48, 298],
    },
    "connector_base/models/payment/ledger_payment_export.py": {
        "LedgerPaymentExport._enqueue_payments": [107],
    },
    "connector_base/models/payment/ledger_registration.py": {
        "LedgerRegistration._pay": [58, 63, 64, 105],
        "LedgerRegistration._undo": [60],
    },
    "connector_base/models/relation/ledger_relation.py": {
        "LedgerRelation._choose": [14, 94],
        "LedgerRelation._is_collective": [136],
        "LedgerRelation._key": [140],
        "LedgerRelation._role": [126],
    },
    "connector_base/models/relation/ledger_relation_proposal.py": {
        "LedgerRelationProposal._check_once": [42],
    },
    "connector_base/models/relation/ledger_relation_proposer.py": {
        "LedgerRelationProposer._keep_decided": [43],
        "LedgerRelationProposer._propose": [139],
    },
    "connector_base/models/relation/ledger_relation_resolver.py": {
        "LedgerRelationResolver._create_there": [28, 141],
        "LedgerRelationResolver._get_candidates": [95, 144],
        "LedgerRelationResolver._judge": [147],
    },
    "connector_base/models/relation/ledger_relation_update.py": {
        "LedgerRelationUpdate._get_changed": [15],
        "LedgerRelationUpdate._update_before_export": [117],
    },
    "connector_base/models/relation/ledger_relation_value.py": {
        "LedgerRelationValue._get_code": [29],
        "LedgerRelationValue._get_delivery": [158, 159, 160, 161, 162],
        "LedgerRelationValue._get_texts": [121, 249, 250],
        "LedgerRelationValue._of": [152, 153, 154, 155, 156, 157],
    },
    "connector_base/wizard/assistant/ledger_assistant_log_in.py": {
        "LedgerAssistantLogIn._compute_guide": [178],
    },
    "connector_base/wizard/connection/res_config_settings.py": {
        "ResConfigSettings._compute_ledger_connection_id": [
            3,
            37,
            76,
            80,
            86,
            88,
            89,
            211,
            212,
        ],
        "ResConfigSettings.action_ledger_connect": [66],
    },
    "connector_base/wizard/export/ledger_export_wizard.py": {
        "LedgerExportWizard._compute_choices": [93, 97],
        "LedgerExportWizard._compute_final": [8],
        "LedgerExportWizard.action_export": [11, 100],
    },
    "connector_base/wizard/help/ledger_help.py": {
        "LedgerHelp._get_action": [31],
        "LedgerHelp._get_doors": [138],
    },
    "exact_connector/client/entry.py": {
        "booked": [72],
        "own_number": [71],
    },
    "exact_connector/client/rights.py": {
        "administrations": [74, 215],
    },
    "exact_connector/client/settled.py": {
        "settled": [78, 79, 109],
    },
    "exact_connector/client/terms.py": {
        "read": [77],
    },
    "exact_connector/models/ledger_connection.py": {
        "LedgerConnection._compute_exact_country": [68, 69, 210],
        "LedgerConnection._compute_exact_webhook_url": [87],
    },
    "twinfield_connector/client/entry.py": {
        "entry": [6, 7, 55, 56, 310, 324],
    },
    "twinfield_connector/client/ledger.py": {
        "TwinfieldLedger._warn_of_user": [36],
        "TwinfieldLedger.check": [35, 149],
        "TwinfieldLedger.link": [22],
    },
    "twinfield_connector/client/records.py": {
        "list_offices": [312, 326],
    },
    "twinfield_connector/models/ledger_problem.py": {
        "LedgerProblem._get_problems": [30],
    },
}


def made_true():
    """{number of a feature: "path::function"}"""
    return {
        number: f"{path}::{name}"
        for path, functions in FUNCTIONS.items()
        for name, numbers in functions.items()
        for number in numbers
    }
