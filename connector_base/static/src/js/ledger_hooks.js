// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {useEffect} from "@odoo/owl";

/**
 * What a component does while it is shown. Begun in its setup, it would never end for a
 * component that Odoo drops before it shows it.
 *
 * @param {Function} begin Returns what ends it.
 */
export function useWhileShown(begin) {
    useEffect(begin, () => []);
}
