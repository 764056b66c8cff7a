//! When the bot is spoken to in a group: by its name, in answer to it, by command, or by the group's keyword.

/// How a message in a group calls the bot, as far as the message itself shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call<'a> {
    /// It names the bot: a mention, or a command with the bot's name.
    pub named: bool,
    /// It answers a message of the bot's.
    pub answers: bool,
    /// The command, without its slash.
    pub command: Option<&'a str>,
    /// Its words.
    pub text: &'a str,
}

/// What the bot makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// It is meant for the bot.
    Asked,
    /// A command of the bot that belongs into a private chat.
    Private,
    /// It is none of the bot's business.
    Nothing,
}

/// `here` are the commands that work in a group, `elsewhere` those of private chats. A command of somebody else's bot is
/// often written without a name, so an unknown one is left alone unless it names this bot.
pub fn hear(call: &Call<'_>, keyword: Option<&str>, here: &[&str], elsewhere: &[&str]) -> Hearing {
    if let Some(command) = call.command {
        return if here.contains(&command) {
            Hearing::Asked
        } else if call.named || elsewhere.contains(&command) {
            Hearing::Private
        } else {
            Hearing::Nothing
        };
    }
    let keyed = keyword.is_some_and(|keyword| has_word(call.text, keyword));
    if call.named || call.answers || keyed { Hearing::Asked } else { Hearing::Nothing }
}

/// Whether a text has these words, whole and in whatever case.
fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(&word).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !inside(before.chars().next_back()) && !inside(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: [&str; 2] = ["ask", "help"];
    const ELSEWHERE: [&str; 2] = ["chats", "model"];

    fn heard(call: &Call<'_>) -> Hearing {
        hear(call, Some("Atelier"), &HERE, &ELSEWHERE)
    }

    #[test]
    fn it_listens_to_its_name_its_keyword_and_answers_to_it() {
        let say = |text| Call { text, ..Call::default() };
        assert_eq!(heard(&say("what a day")), Hearing::Nothing);
        assert_eq!(heard(&say("atelier, what a day")), Hearing::Asked);
        assert_eq!(heard(&say("ateliers are nice")), Hearing::Nothing);
        assert_eq!(heard(&Call { named: true, ..say("why?") }), Hearing::Asked);
        assert_eq!(heard(&Call { answers: true, ..say("why?") }), Hearing::Asked);
        assert_eq!(hear(&say("атóm, АТЕЛЬЕ!"), Some("ателье"), &HERE, &ELSEWHERE), Hearing::Asked);
    }

    #[test]
    fn commands_of_other_bots_are_left_alone() {
        let command = |name, named| Call { named, command: Some(name), text: "atelier", ..Call::default() };
        assert_eq!(heard(&command("ask", false)), Hearing::Asked);
        assert_eq!(heard(&command("chats", false)), Hearing::Private);
        assert_eq!(heard(&command("weather", false)), Hearing::Nothing);
        assert_eq!(heard(&command("weather", true)), Hearing::Private);
    }
}
