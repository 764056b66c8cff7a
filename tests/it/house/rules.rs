//! Who may know whom, as data: the table of section 4 of the design.
//!
//! | room | may use |
//! |---|---|
//! | `domain` (kernel and feature) | std, serde, chrono, kernel `domain` |
//! | `store` | own `domain`, kernel `domain`, `storage` |
//! | `service` | own `domain`, `store`, `error`, `ports`, payloads; provider traits; `jobs`; `limits`; façades to the left |
//! | `screens` | own `domain`, `tap`, `error`; `telegram::{screen, rich, keyboard, nav}`; `i18n` |
//! | `handlers` | own `service`, `screens`, `state`, `tap`, `error`; `telegram::{visit, reply}` |
//! | `jobs` | own `service`, `store`, `screens`, `ports`; transactions; progress and delivery through a port |
//! | `routes` | own `handlers`, `state`, `tap`; teloxide, dptree |
//! | `receive` | own `handlers`, `service`, `screens`, `state`, `domain`; delivery: what the room does with files nobody announced |
//! | `ports` | own `domain`; a transaction: what a feature asks of those to its right |
//! | platform | kernel `domain`; never `features` |
//! | `dispatcher`, `app` | everything; nobody imports them |

/// Features from left to right; those with the same rank are siblings and never meet.
pub(super) const FEATURES: [(&str, u8); 11] = [
    ("account", 0),
    ("billing", 1),
    ("pictures", 2),
    ("chat", 3),
    ("studio", 3),
    ("photos", 3),
    ("books", 3),
    ("stories", 3),
    ("groups", 4),
    ("home", 5),
    ("admin", 6),
];

/// What a room of a feature may use besides itself and the kernel's `domain`.
pub(super) struct Room {
    pub name: &'static str,
    /// Rooms of the same feature.
    pub own: &'static [&'static str],
    /// Paths of the platform.
    pub platform: &'static [&'static str],
    /// Whether it may use façades of features to its left.
    pub left: bool,
    /// Crates and their parts that it must not touch.
    pub never: &'static [&'static str],
}

const DATABASE: [&str; 2] = ["sea_orm", "sqlx"];
/// What talks to the outside.
const OUTSIDE: [&str; 7] =
    [DATABASE[0], DATABASE[1], "reqwest", "teloxide", "axum", "object_store", "deadpool_redis"];
const OUTSIDE_AND_TIME: [&str; 9] = [
    DATABASE[0],
    DATABASE[1],
    "reqwest",
    "teloxide",
    "axum",
    "object_store",
    "deadpool_redis",
    "tokio",
    "futures",
];

pub(super) const ROOMS: [Room; 13] = [
    Room { name: "domain", own: &[], platform: &[], left: false, never: &OUTSIDE_AND_TIME },
    Room {
        name: "store",
        own: &["domain"],
        platform: &["storage"],
        left: false,
        never: &["reqwest", "teloxide", "axum", "object_store", "deadpool_redis"],
    },
    Room {
        name: "service",
        own: &["domain", "store", "error", "jobs", "ports"],
        // A service makes the slots of what it records, in the same transaction; the rooms that take files are
        // a port to it.
        platform: &[
            "providers",
            "jobs",
            // Counting costs nothing and fails never.
            "ops::metrics",
            "limits",
            "storage",
            "telegram::outbox",
            "telegram::text",
            "telegram::receive",
            // A service passes on a screen that it was handed; it builds none.
            "telegram::screen",
        ],
        left: true,
        never: &OUTSIDE,
    },
    Room {
        name: "screens",
        own: &["domain", "tap", "error"],
        platform: &[
            "i18n",
            "telegram::screen",
            "telegram::keyboard",
            "telegram::nav",
            "telegram::tap",
            "telegram::text",
            "telegram::rich",
            "telegram::markdown",
            // Data that screens fill with words: the menu, and the kinds of what may fail.
            "telegram::menu",
            "telegram::failure",
            "providers::ErrorKind",
        ],
        left: true,
        never: &OUTSIDE_AND_TIME,
    },
    Room {
        name: "handlers",
        own: &["service", "screens", "state", "tap", "error", "domain"],
        platform: &[
            "telegram::visit",
            "telegram::reply",
            // A handler holds the screen that it hands over; it builds none.
            "telegram::screen",
            "telegram::failure",
            "telegram::steps",
            "telegram::nav",
        ],
        left: true,
        never: &OUTSIDE,
    },
    Room {
        name: "jobs",
        own: &["service", "store", "screens", "domain", "error", "ports"],
        // A runner ends its rows, what they show and itself in one transaction, so it opens one, as services do.
        // Delivery, the menu and files are ports of the platform.
        platform: &[
            "jobs",
            "providers",
            "ops::metrics",
            "storage",
            "telegram::menu",
            "telegram::outbox",
            "telegram::screen",
            "telegram::files",
            "telegram::text",
            "telegram::rich",
            "telegram::markdown",
        ],
        left: true,
        never: &OUTSIDE,
    },
    Room {
        name: "routes",
        own: &["handlers", "state", "tap", "service", "domain"],
        platform: &[
            "telegram::routes",
            // A gate looks at what a button wants before it lets anybody press it.
            "telegram::tap",
            "telegram::failure",
            "telegram::visit",
            "telegram::reply",
            "telegram::steps",
        ],
        left: true,
        never: &["sea_orm", "sqlx", "reqwest", "axum", "object_store", "deadpool_redis", "teloxide::Bot"],
    },
    Room {
        name: "tap",
        own: &["domain"],
        platform: &["telegram::tap"],
        left: false,
        never: &OUTSIDE_AND_TIME,
    },
    Room {
        name: "state",
        own: &["domain"],
        // A step says which messages it accepts.
        platform: &["telegram::steps", "telegram::visit"],
        left: false,
        never: &OUTSIDE_AND_TIME,
    },
    Room {
        name: "error",
        own: &["domain", "screens"],
        platform: &["storage", "providers", "jobs", "limits", "telegram::failure", "telegram::screen"],
        left: true,
        never: &OUTSIDE,
    },
    Room {
        name: "receive",
        own: &["handlers", "service", "screens", "state", "domain"],
        platform: &[
            "telegram::receive",
            "telegram::visit",
            "telegram::reply",
            "telegram::failure",
            "telegram::steps",
            // Files that were gathered come by a job and not by an update; what is said of them is written beside its end.
            "telegram::deliver",
            "storage",
        ],
        left: true,
        never: &OUTSIDE,
    },
    Room {
        name: "ports",
        own: &["domain"],
        // What a service says by itself is handed to it as functions that make screens.
        platform: &["storage", "telegram::screen"],
        left: true,
        never: &OUTSIDE,
    },
    // The façade shows what the others made.
    Room {
        name: "mod",
        own: &[
            "domain", "store", "service", "screens", "handlers", "jobs", "routes", "tap", "state", "error",
            "receive", "ports",
        ],
        platform: &["jobs", "storage", "providers", "telegram", "limits"],
        left: true,
        never: &OUTSIDE,
    },
];

/// Crates that do, wait, roll dice or speak a language: not for the kernel.
pub(super) const NEVER_IN_KERNEL: [&str; 14] = [
    "axum",
    "deadpool_redis",
    "dptree",
    "fluent_bundle",
    "futures",
    "moka",
    "object_store",
    "rand",
    "reqwest",
    "sea_orm",
    "sqlx",
    "teloxide",
    "tokio",
    "tracing",
];

/// Those who know everyone, and whom nobody imports.
pub(super) const ROOTS: [&str; 5] = ["app", "dispatcher", "main", "demo", "lib"];
/// Modules that name features because that is what they are for; only roots import them.
pub(super) const GATHERINGS: [&str; 2] = ["dialogue", "features"];

/// Methods that look inside a transaction or a database, and the paths that may call them.
pub(super) const INSIDE: [&str; 3] = ["connection", "reader", "writer"];
pub(super) const INSIDERS: [&str; 6] =
    ["/storage/", "/jobs/", "/ops/", "/telegram/intake/", "/store.rs", "/store/"];

/// Where words are made: `tr!` anywhere else is a screen in the wrong place.
pub(super) const WORDING: [&str; 4] = ["/screens/", "/screens.rs", "/i18n/", "/telegram/nav.rs"];
