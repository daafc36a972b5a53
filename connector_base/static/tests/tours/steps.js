import {browser} from "@web/core/browser/browser";
import {rpc} from "@web/core/network/rpc";

/** Milliseconds: machines of tests are slow, and have more to do. */
const timeout = 40000;

/** Where the parts of a view are on the page. */
const PLACES = [
    ["_view_list", ".o_list_view"],
    ["_view_kanban", ".o_kanban_view"],
    ["_view_form", ".o_form_view"],
];

/** The action of the cards, and its title; for ``goTo``. */
export const OVERVIEW = [
    "connector_base.ledger_connection_action",
    "Ledger Connections",
];

/** Invoices of one customer, as a domain. */
export const of = (name) => [["partner_id.name", "=", name]];

/** A line of what needs somebody, on a card. */
export const needs = (text) => `.o_kanban_view .o_ledger_needs li:contains(${text})`;

export const row = (text) => `.o_data_row:contains(${text})`;

function doAction(action) {
    const {env} = odoo.__WOWL_DEBUG__.root;
    return env.services.action.doAction(action, {clearBreadcrumbs: true});
}

export function call(model, method, ...args) {
    const params = {model, method, args, kwargs: {}};
    return rpc(`/web/dataset/call_kw/${model}/${method}`, params);
}

export const sees = (trigger, more = {}) => ({
    content: `Sees ${trigger}`,
    trigger,
    timeout,
    ...more,
});

/** That row left the list. */
export const gone = (text) => sees(`.o_list_view:not(:has(${row(text)}))`);

/** What the bar above a form says of its state: the rest of the bar may be folded. */
export const stands = (state) =>
    sees(`.o_form_view .o_statusbar_status button:contains(${state}):visible`);

export const clicks = (trigger, more = {}) => ({
    content: `Clicks ${trigger}`,
    trigger,
    timeout,
    run: "click",
    ...more,
});

export const types = (trigger, text) => ({
    content: `Types ${text}`,
    trigger,
    timeout,
    run: `edit ${text}`,
});

/** Opens an action, as its menu does. */
export const goTo = (name, title) => [
    {
        content: `Goes to ${name}`,
        trigger: "body",
        timeout,
        run: () => doAction(name),
    },
    sees(`.o_breadcrumb .active:contains(${title})`),
];

/** Opens the form of the only record that the domain finds. */
export const openForm = (model, domain) => [
    {
        content: `Opens the ${model} of ${JSON.stringify(domain)}`,
        trigger: "body",
        timeout,
        run: async () => {
            const ids = await call(model, "search", domain);
            if (ids.length !== 1) {
                throw new Error(`${ids.length} are found: ${model} ${domain}`);
            }
            await doAction({
                type: "ir.actions.act_window",
                res_model: model,
                res_id: ids[0],
                views: [[false, "form"]],
            });
        },
    },
    sees(".o_form_view"),
];

/** Ticks the rows of a list in which one of the texts stands. */
export const ticks = (...texts) => [
    ...texts.map((text) =>
        clicks(`.o_data_row:contains(${text}) .o_list_record_selector input`)
    ),
    sees(".o_control_panel .o_selection_box"),
];

/**
 * Presses a button of a view.
 *
 * @param {String} key The view's id and the button's name, between them a dot.
 * @param {String} words What stands on it, where several have that name.
 * @param {String} within Where it is, when the view shows several.
 */
export function press(key, words = "", within = "") {
    const [view, name] = key.split(".");
    const place = PLACES.find(([part]) => view.includes(part));
    const own = name.startsWith("%") ? "button" : `[name=${name}]`;
    const said = words ? `:contains(${words})` : "";
    const inside = within || (place ? place[1] : "");
    return {
        content: `Presses ${key} ${words}`,
        trigger: `${inside} ${own}${said}:visible:first`,
        timeout,
        run: "click",
    };
}

/** The same for one that asks whether it is meant. */
export const pressAndConfirm = (key, words, within) => [
    press(key, words, within),
    clicks(".modal footer .btn-primary"),
];

/** What the person's browser is told to open beside Odoo: it is there. */
export const opens = (steps, part) => {
    let url = "";
    return [
        {
            content: "Watches what is opened",
            trigger: "body",
            run: () => {
                browser.open = (target) => {
                    url = target;
                    return {closed: false};
                };
            },
        },
        ...[steps].flat(),
        {
            content: `It opens ${part}`,
            trigger: "body",
            timeout,
            run: async () => {
                for (let tries = 0; !url && tries < 50; tries++) {
                    await new Promise((done) => setTimeout(done, 100));
                }
                if (!url.includes(part)) {
                    throw new Error(`It opened "${url}", not ${part}`);
                }
                if (url.startsWith("/")) {
                    const answer = await fetch(url);
                    if (!answer.ok) {
                        throw new Error(`${url}: ${answer.status}`);
                    }
                }
            },
        },
    ];
};

/** Of the menu behind the cog, or of what is ticked. */
export const chooses = (words) => [
    clicks(".o_control_panel .o_cp_action_menus .dropdown-toggle:has(.fa-cog):visible"),
    clicks(`.o-dropdown--menu .o-dropdown-item:contains(${words})`),
];

export const told = (text) => [
    sees(`.o_notification:contains(${text})`),
    clicks(".o_notification .o_notification_close"),
];

export const closes = () => [
    clicks(".modal .modal-header .btn-close"),
    sees("body:not(:has(.modal))"),
];
