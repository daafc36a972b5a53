"""A recorded item (fixtures of the reference): the same properties and sorts."""

import pytest
from exact_client import sorts

ITEM = {
    "string": "Code CostPriceCurrency Description ItemGroupCode ItemGroupDescription "
    "SalesVatCode SalesVatCodeDescription Unit UnitDescription UnitType",
    "number": "IsBatchNumberItem CopyRemarks CostPriceStandard Division IsBatchItem "
    "IsMakeItem IsNewContract IsOnDemandItem IsRegistrationCodeItem IsTime "
    "IsWebshopItem SecurityLevel Stock",
    "boolean": "FreeBoolField_01 FreeBoolField_02 FreeBoolField_03 FreeBoolField_04 "
    "FreeBoolField_05 IsFractionAllowedItem IsPackageItem IsPurchaseItem IsSalesItem "
    "IsSerialItem IsStockItem IsSubcontractedItem",
    "date": "Created Modified StartDate",
    "guid": "ID Creator Modifier ItemGroup",
    "null": "IsSerialNumberItem Class_01 Class_10 CostPriceNew AverageCost Barcode "
    "FreeDateField_01 FreeNumberField_08 FreeTextField_10 GLCosts GLStock GLStockCode "
    "GLStockDescription IsTaxableItem GrossWeight NetWeight NetWeightUnit Notes",
}


@pytest.mark.parametrize("top", [1, None])
def test_items_as_recorded(exact, top):
    found = exact.get("logistics/Items", **({"top": top} if top else {})).json()["d"]
    if top is None:
        assert list(found) == ["results"]
        found = found["results"]
    row = found[0]
    assert row["__metadata"] == {
        "uri": f"{exact.root}/124132/logistics/Items(guid'{row['ID']}')",
        "type": "Exact.Web.Api.Models.Item",
    }
    sorts(row, "\n".join(f"{kind}: {names}" for kind, names in ITEM.items()))
    assert {"PictureName", "PictureUrl", "PictureThumbnailUrl", "EndDate"} <= set(row)
    assert (len(row["SalesVatCode"]), len(row["Unit"])) == (3, 8)
