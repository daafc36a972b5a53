import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const tours = registry.category("web_tour.tours");
const PAGE = ".o_ledger_assistant";

/** The sandbox's address, as the connection that is archived had it. */
async function getServer() {
    const params = {
        model: "ledger.connection",
        method: "search_read",
        args: [[["active", "=", false]], ["server_url"]],
        kwargs: {limit: 1, order: "id desc"},
    };
    const [found] = await rpc(
        "/web/dataset/call_kw/ledger.connection/search_read",
        params
    );
    return found.server_url;
}

function press(text, more = {}) {
    return {
        content: `Press ${text}`,
        trigger: `${PAGE} [name=buttons] button:contains(${text}):visible`,
        run: "click",
        ...more,
    };
}

function shows(page, text) {
    return {
        content: `The page ${page} says ${text}`,
        trigger: `${PAGE} div[name=${page}]:visible:contains(${text})`,
    };
}

function objects(text) {
    return {
        content: `The page says what is wrong: ${text}`,
        trigger: `${PAGE} .alert-danger:contains(${text})`,
    };
}

function enter(name, value) {
    return {
        content: `Enter ${name}`,
        trigger: `${PAGE} .o_field_widget[name=${name}]:visible input`,
        run: `edit ${value}`,
    };
}

/** On the first page. */
const choose = (name) => [
    {
        content: "This one",
        trigger: `${PAGE} .o_field_radio[name=provider] label:contains(${name})`,
        run: "click",
    },
    press("Next"),
    shows("application", `client id of ${name}`),
];

/**
 * From nothing to the first exported invoice, through the ledger's own log-in page.
 *
 * @param {Object} words What differs: prefix of the names, the ledger's name, the client
 *     id and secret of its sandbox, what its users call an administration, its code,
 *     and an account of it.
 */
export function addAssistantTours({
    prefix,
    name,
    client,
    secret,
    word,
    administration,
    account,
}) {
    /** Up to the books; on the way consent is refused once, and the secret is wrong. */
    tours.add(`${prefix}_assistant_begin`, {
        steps: () => [
            {
                content: "Connect a ledger",
                trigger: "#ledger_connection button:contains(Connect a ledger)",
                run: "click",
            },
            ...choose(name),
            {
                content: "The address to copy is there, and the vendor's",
                trigger: `${PAGE}:has([name=redirect_uri]:contains(/ledger/oauth/callback)) [name=guide] a[href^=https]`,
            },
            press("Next"),
            objects("client id"),
            enter("client_id", client),
            enter("client_secret", "s3cr3t-wrong"),
            {
                content: "Where the sandbox is",
                trigger: `${PAGE} .o_field_widget[name=server_url] input`,
                run: async ({edit}) => edit(await getServer()),
            },
            press("Next"),
            shows("log_in", `Log in at ${name}`),
            press("Log In", {expectUnloadPage: true}),
            objects("refused"),
            press("Log In", {expectUnloadPage: true}),
            objects("client id or secret"),
            shows("application", `client id of ${name}`),
            enter("client_secret", secret),
            press("Next"),
            shows("log_in", `Log in at ${name}`),
            press("Log In", {expectUnloadPage: true}),
            shows("books", word),
            {
                content: "Several are offered",
                trigger: `${PAGE} .o_data_row + .o_data_row`,
            },
            {
                content: "This one",
                trigger: `${PAGE} .o_data_row:contains(${administration}) button`,
                run: "click",
            },
            shows("mapping", "fetched"),
        ],
    });

    /** Another day, by who may no more than that: from the card to the first invoice. */
    tours.add(`${prefix}_assistant_end`, {
        steps: () => [
            {
                content: "The card says how far it is",
                trigger:
                    ".o_ledger_overview .alert:contains(5 of 7) a:contains(Continue)",
                run: "click",
            },
            {
                content: "What was used is shown, with what it is there",
                trigger: `${PAGE} div[name=mapping] .o_data_row [name=uses]:contains(1)`,
            },
            {
                content: "What is certain is accepted at once",
                trigger: `${PAGE} button[name=action_accept_all]`,
                run: "click",
            },
            {
                content: "None of it is left",
                trigger: `${PAGE} div[name=mapping]:not(:has(button[name=action_accept_all]))`,
            },
            press("Next"),
            shows("settings", "How to work"),
            press("Back"),
            shows("mapping", "most used first"),
            press("Next"),
            {
                content: "By hand, at first",
                trigger: `${PAGE} [name=timing] input:checked + label:contains(presses)`,
            },
            {
                content: "What is not mapped is booked here",
                trigger: `${PAGE} .o_field_widget[name=account_item_id] input`,
                run: `edit ${account}`,
            },
            {
                content: "This one",
                trigger: `.o-autocomplete--dropdown-item:contains(${account})`,
                run: "click",
            },
            press("Next"),
            {
                content: "The invoice is shown as it will be booked",
                trigger: `${PAGE} div[name=trial] .o_ledger_preview`,
            },
            press("Finish and Export It"),
            shows("done", `${name} is connected`),
            press("Overview"),
            {
                content: "The card has nothing to ask any more",
                trigger:
                    ".o_ledger_overview .o_kanban_record:not(:has(a:contains(Continue)))",
            },
        ],
    });

    /** From the overview, too; a second time it goes on with the same connection. */
    tours.add(`${prefix}_assistant_new`, {
        steps: () => [
            {
                content: "A new one",
                trigger: ".o_control_panel button.o-kanban-button-new",
                run: "click",
            },
            ...choose(name),
        ],
    });
}
