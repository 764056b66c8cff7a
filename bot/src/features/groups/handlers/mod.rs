//! What happens in groups, one intent each.

mod settings;
mod talk;

pub use settings::{
    drop_keyword, open_keyword, open_limit, open_manner, open_models, open_settings, pick_language,
    pick_limit, pick_manner, pick_model, take_keyword, take_manner,
};
pub use talk::{arrive, ask_back, leave, open_about, open_privacy, relocate, start_anew};
