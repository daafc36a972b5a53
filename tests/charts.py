"""Companies of other countries, to be mixed in before a ``SandboxCase``."""


class Belgium:
    country = "be"
    taxes = ("attn_VAT-OUT-21-L", "attn_VAT-OUT-06-L", "attn_VAT-OUT-00-L")
    purchase_taxes = (
        "attn_VAT-IN-V81-21",
        "attn_VAT-IN-V81-06",
        "attn_VAT-IN-V81-21-CC",
    )


class Germany:
    country = "de"
    taxes = ("tax_ust_19_skr03", "tax_ust_7_skr03", "tax_export_skr03")
    purchase_taxes = (
        "tax_vst_19_skr03",
        "tax_vst_7_skr03",
        "tax_ust_vst_19_purchase_13b_bau_skr03",
    )
