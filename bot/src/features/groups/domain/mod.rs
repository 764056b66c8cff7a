//! What a group has chosen, and when the bot is spoken to. No IO.

mod hearing;
mod settings;

use chrono::TimeDelta;

pub use hearing::{Call, Hearing, hear};
pub use settings::{
    DailyLimit, KEYWORD_LIMIT, MANNER_LIMIT, Manner, Settings, WordFault, given_keyword, given_manner,
};

/// How long a group's settings and talk are kept after the bot is out of it: a mistake can be mended, and the news that
/// a group has become another one may come after the news that the bot has left it.
pub const GRACE: TimeDelta = TimeDelta::hours(24);
