//! What people do with groups: make them, add and remove each other and the bot, run them, outgrow them.
//! Lets people do what an app would let them do, and tells the bot as the real server does.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::World;
use super::chat::Post;
use super::groups::{Group, Rank, Standing, standing};
use super::journal::Key;
use super::seat::Seat;
use crate::people::people;
use crate::refusal::Refusal;

const FIRST_GROUP: i64 = -4_000_000_001;
const FIRST_SUPERGROUP: i64 = -1_002_000_000_001;

/// A group to be made.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewGroup {
    pub title: String,
    pub supergroup: bool,
    /// Names of topics; with any the group is a forum, and so a supergroup.
    pub topics: Vec<String>,
    pub with_bot: bool,
}

/// What somebody does with a group.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum GroupAct {
    AddBot,
    RemoveBot,
    PromoteBot,
    DemoteBot,
    Add {
        person: i64,
    },
    Remove {
        person: i64,
    },
    Promote {
        person: i64,
    },
    Demote {
        person: i64,
    },
    /// Write in the name of the group, or again in one's own.
    Anonymous {
        on: bool,
    },
    Rename {
        title: String,
    },
    OpenTopic {
        name: String,
    },
    CloseTopic {
        thread_id: i64,
        closed: bool,
    },
    /// A group becomes a supergroup, under another number.
    Upgrade,
}

impl World {
    /// The two groups there are from the beginning: one with topics where the bot is, one plain where it is not.
    pub(super) fn found_groups(&mut self) {
        let club = NewGroup {
            title: "Reading club".to_owned(),
            topics: vec!["Books".to_owned(), "Meetings".to_owned()],
            ..NewGroup::default()
        };
        let walk =
            NewGroup { title: "Воскресная прогулка".to_owned(), ..NewGroup::default() };
        let olga = people().last().map_or(0, |person| person.id);
        for (group, bot) in [(club, Standing::Member), (walk, Standing::Left)] {
            match self.make_group(olga, &group) {
                Ok(id) => self.change_group(id, |group| group.bot = bot),
                Err(refusal) => self.mistakes.push(refusal.to_string()),
            }
        }
    }

    /// Makes a group of everybody, run by the person who makes it; returns its number.
    pub fn make_group(&mut self, creator: i64, wish: &NewGroup) -> Result<i64, Refusal> {
        self.known_chat(creator)?;
        let title = wish.title.trim();
        if title.is_empty() || title.chars().count() > 128 {
            return Err(Refusal::rule("a title is of 1-128 characters"));
        }
        let forum = !wish.topics.is_empty();
        let id = self.add_group(title, wish.supergroup || forum, forum, ranks(creator));
        let created = if forum || wish.supergroup { "supergroup_chat_created" } else { "group_chat_created" };
        self.serve(id, creator, created, json!(true))?;
        for name in &wish.topics {
            self.open_topic(creator, id, name)?;
        }
        if wish.with_bot {
            self.admit_bot(creator, id, Standing::Member)?;
        }
        Ok(id)
    }

    fn add_group(&mut self, title: &str, supergroup: bool, forum: bool, members: BTreeMap<i64, Rank>) -> i64 {
        let number = i64::try_from(self.next_number()).unwrap_or_default();
        let id = if supergroup { FIRST_SUPERGROUP - number } else { FIRST_GROUP - number };
        let group = Group {
            id,
            title: title.to_owned(),
            supergroup,
            forum,
            members,
            anonymous: BTreeSet::new(),
            bot: Standing::Left,
            topics: BTreeMap::new(),
            moved_to: None,
            pinned: Vec::new(),
        };
        self.groups.insert(id, group);
        self.touch(Key::Group(id));
        id
    }

    /// Does what somebody wishes with a group; returns the number of the chat or topic that came of it.
    pub fn act_on_group(&mut self, seat: Seat, act: GroupAct) -> Result<i64, Refusal> {
        let (person, chat) = (seat.person, seat.chat);
        let group = self.group(chat)?;
        if !group.members.contains_key(&person) || group.moved_to.is_some() {
            return Err(Refusal::state("you are not in this group"));
        }
        let anybodys = matches!(act, GroupAct::AddBot | GroupAct::Add { .. });
        let own = matches!(act, GroupAct::Remove { person: who } if who == person);
        if !anybodys && !own && !group.is_run_by(person) {
            return Err(Refusal::state("only the group's admins can do this"));
        }
        match act {
            GroupAct::AddBot | GroupAct::DemoteBot => self.admit_bot(person, chat, Standing::Member)?,
            GroupAct::RemoveBot => self.admit_bot(person, chat, Standing::Kicked)?,
            GroupAct::PromoteBot => self.admit_bot(person, chat, Standing::Administrator)?,
            GroupAct::Add { person: who } => self.add_member(person, chat, who)?,
            GroupAct::Remove { person: who } => self.remove_member(person, chat, who)?,
            GroupAct::Promote { person: who } => self.rank(chat, who, Rank::Administrator)?,
            GroupAct::Demote { person: who } => self.rank(chat, who, Rank::Member)?,
            GroupAct::Anonymous { on } => self.change_group(chat, |group| {
                if on {
                    group.anonymous.insert(person)
                } else {
                    group.anonymous.remove(&person)
                };
            }),
            GroupAct::Rename { title } => self.rename(person, chat, title.trim())?,
            GroupAct::OpenTopic { name } => return self.open_named_topic(person, chat, name.trim()),
            GroupAct::CloseTopic { thread_id, closed } => {
                self.close_topic(person, chat, thread_id, closed)?;
            }
            GroupAct::Upgrade => return self.upgrade(person, chat),
        }
        self.emit_group(chat);
        Ok(chat)
    }

    /// The bot goes by itself.
    pub fn bot_leaves(&mut self, chat: i64) -> Result<(), Refusal> {
        self.group(chat)?.admits_bot()?;
        let bot = self.bot_user();
        self.stand(chat, &bot, Standing::Left);
        let content = Map::from_iter([("left_chat_member".to_owned(), bot)]);
        self.post(chat, Post { content, outgoing: true, ..Post::default() })?;
        self.emit_group(chat);
        Ok(())
    }

    /// Changes what the bot is in a group; its coming and going is told to everybody.
    fn admit_bot(&mut self, by: i64, chat: i64, now: Standing) -> Result<(), Refusal> {
        let before = self.group(chat)?.bot;
        if before == now || (!before.is_in() && now == Standing::Kicked) {
            return Ok(());
        }
        let (who, bot) = (self.known_chat(by)?.user(), self.bot_user());
        self.stand(chat, &who, now);
        match (before.is_in(), now.is_in()) {
            (false, true) => self.serve(chat, by, "new_chat_members", json!([bot])),
            (true, false) => self.serve(chat, by, "left_chat_member", bot),
            _ => Ok(()),
        }
    }

    /// Sets the bot's standing and tells it so.
    fn stand(&mut self, chat: i64, by: &Value, now: Standing) {
        let Some(group) = self.groups.get(&chat) else { return };
        let update = json!({
            "chat": group.chat(),
            "from": by,
            "date": self.clock.unix(),
            "old_chat_member": standing(group.bot, self.bot_user()),
            "new_chat_member": standing(now, self.bot_user()),
        });
        self.change_group(chat, |group| group.bot = now);
        self.push_update("my_chat_member", update);
    }

    fn add_member(&mut self, by: i64, chat: i64, who: i64) -> Result<(), Refusal> {
        let user = self.known_chat(who)?.user();
        if self.group(chat)?.members.contains_key(&who) {
            return Ok(());
        }
        self.change_group(chat, |group| {
            group.members.insert(who, Rank::Member);
        });
        self.serve(chat, by, "new_chat_members", json!([user]))
    }

    fn remove_member(&mut self, by: i64, chat: i64, who: i64) -> Result<(), Refusal> {
        let user = self.known_chat(who)?.user();
        match self.group(chat)?.members.get(&who) {
            None => return Ok(()),
            Some(Rank::Creator) => return Err(Refusal::state("the creator stays")),
            Some(_) => {}
        }
        self.serve(chat, by, "left_chat_member", user)?;
        self.change_group(chat, |group| {
            group.members.remove(&who);
            group.anonymous.remove(&who);
        });
        self.emit_to(who, chat, "gone", json!({}));
        Ok(())
    }

    fn rank(&mut self, chat: i64, who: i64, rank: Rank) -> Result<(), Refusal> {
        match self.group(chat)?.members.get(&who) {
            None => Err(Refusal::state("not in this group")),
            Some(Rank::Creator) => Ok(()),
            Some(_) => {
                self.change_group(chat, |group| {
                    group.members.insert(who, rank);
                    if rank == Rank::Member {
                        group.anonymous.remove(&who);
                    }
                });
                Ok(())
            }
        }
    }

    fn rename(&mut self, by: i64, chat: i64, title: &str) -> Result<(), Refusal> {
        if title.is_empty() || title.chars().count() > 128 {
            return Err(Refusal::rule("a title is of 1-128 characters"));
        }
        self.change_group(chat, |group| title.clone_into(&mut group.title));
        self.serve(chat, by, "new_chat_title", json!(title))
    }

    fn open_named_topic(&mut self, by: i64, chat: i64, name: &str) -> Result<i64, Refusal> {
        if !self.group(chat)?.forum {
            return Err(Refusal::state("the chat is not a forum"));
        }
        if name.is_empty() || name.chars().count() > 128 {
            return Err(Refusal::rule("a topic's name is of 1-128 characters"));
        }
        let thread = self.open_topic(by, chat, name)?;
        self.emit_group(chat);
        Ok(thread)
    }

    fn close_topic(&mut self, by: i64, chat: i64, thread: i64, closed: bool) -> Result<(), Refusal> {
        if !self.group(chat)?.topics.contains_key(&thread) {
            return Err(Refusal::state("message thread not found"));
        }
        self.change_group(chat, |group| {
            if let Some(topic) = group.topics.get_mut(&thread) {
                topic.closed = closed;
            }
        });
        let field = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
        let content = Map::from_iter([(field.to_owned(), json!({}))]);
        let post = Post { content, by: Some(by), thread: Some(thread), ..Post::default() };
        let message = self.post(chat, post)?;
        self.tell_bot_of_group(chat, "message", message);
        Ok(())
    }

    /// The group goes on as a supergroup. Both say so, and the bot's place moves along.
    fn upgrade(&mut self, by: i64, chat: i64) -> Result<i64, Refusal> {
        let old = self.group(chat)?.clone();
        if old.supergroup {
            return Err(Refusal::state("it is a supergroup already"));
        }
        let new = self.add_group(&old.title, true, false, old.members.clone());
        self.serve(chat, by, "migrate_to_chat_id", json!(new))?;
        self.change_group(new, |group| group.bot = old.bot);
        self.serve(new, by, "migrate_from_chat_id", json!(chat))?;
        self.move_bot(by, &old, new)?;
        self.change_group(chat, |group| group.moved_to = Some(new));
        for person in old.members.keys() {
            self.emit_to(*person, chat, "gone", json!({ "moved_to": new }));
        }
        self.emit_group(new);
        Ok(new)
    }

    /// The bot is told that it left the one and came into the other.
    fn move_bot(&mut self, by: i64, old: &Group, new: i64) -> Result<(), Refusal> {
        if !old.bot.is_in() {
            return Ok(());
        }
        let who = self.known_chat(by)?.user();
        self.stand(old.id, &who, Standing::Left);
        self.change_group(new, |group| group.bot = Standing::Left);
        self.stand(new, &who, old.bot);
        Ok(())
    }

    /// A service message, told to the bot if it is there to hear it.
    fn serve(&mut self, chat: i64, by: i64, field: &str, content: Value) -> Result<(), Refusal> {
        let content = Map::from_iter([(field.to_owned(), content)]);
        let message = self.post(chat, Post { content, by: Some(by), ..Post::default() })?;
        self.tell_bot_of_group(chat, "message", message);
        Ok(())
    }

    /// Tells everybody in a group what it looks like now.
    fn emit_group(&mut self, chat: i64) {
        for person in self.audience(chat) {
            let Ok(group) = self.group(chat) else { return };
            let view = group.view(person);
            self.emit_to(
                person,
                chat,
                "group",
                json!({ "group": view, "commands": self.commands_in(person, chat) }),
            );
        }
    }
}

fn ranks(creator: i64) -> BTreeMap<i64, Rank> {
    let rank = |id| if id == creator { Rank::Creator } else { Rank::Member };
    people().into_iter().map(|person| (person.id, rank(person.id))).collect()
}
