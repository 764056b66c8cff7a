//! A title for a conversation, made by the model from its first words.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::StreamExt as _;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{AccountId, Lang, shorten},
    features::chat::{
        domain::{ConversationId, clean_title},
        error::ChatError,
        service::Chat,
    },
    jobs::{Death, Job, JobError, Lane, Run, Runner},
    providers::{ChatMessage, ChatRequest, Delta, prompts::Prompt},
};

/// Characters of each side that the title is made from.
const EXCERPT: usize = 1_000;
/// Longest title the model may write, in tokens.
const TOKENS: u32 = 40;

/// Gives a conversation its title.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NameConversation {
    pub account: AccountId,
    pub conversation: ConversationId,
}

impl Job for NameConversation {
    const NAME: &'static str = "chat.name_conversation";
    const LANE: Lane = Lane::UPKEEP;
    const MAX_ATTEMPTS: u16 = 2;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

/// Runs [`NameConversation`].
pub struct Naming(pub Arc<Chat>);

impl Naming {
    async fn name(&self, job: &NameConversation) -> Result<(), ChatError> {
        let chat = &self.0;
        let Some(conversation) = chat.store.find_conversation(job.account, job.conversation).await? else {
            return Ok(());
        };
        let turns = chat.store.list_turns(job.conversation, None, 1).await?;
        let Some(turn) = turns.into_iter().next().filter(|_| !conversation.named) else { return Ok(()) };
        let lang = chat.accounts.find(job.account).await?.lang();
        let said = turn.answer.unwrap_or_default();
        let Some(request) = request(lang, &turn.question.text, &said) else { return Ok(()) };
        let request = ChatRequest { model: conversation.model, fallback: true, ..request };
        let mut stream = chat.model.answer(request).await?;
        let mut title = String::new();
        while let Some(delta) = stream.next().await {
            if let Delta::Text(text) = delta? {
                title.push_str(&text);
            }
        }
        if let Some(title) = clean_title(&title) {
            let mut tx = chat.db.begin().await?;
            chat.store.set_title(&mut tx, job.account, job.conversation, &title, false).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

fn request(lang: Lang, question: &str, answer: &str) -> Option<ChatRequest> {
    let language = match lang {
        Lang::En => "English",
        Lang::Ru => "русский",
    };
    let prompt = Prompt::ChatTitle.fill(lang, &[("language", language)]).ok()?;
    let mut messages = vec![ChatMessage::system(prompt.text), ChatMessage::user(shorten(question, EXCERPT))];
    if !answer.is_empty() {
        messages.push(ChatMessage::assistant(shorten(answer, EXCERPT)));
        messages.push(ChatMessage::user("—"));
    }
    Some(ChatRequest { max_tokens: Some(TOKENS), lang, ..ChatRequest::new(messages) })
}

#[async_trait]
impl Runner<NameConversation> for Naming {
    async fn run(&self, job: NameConversation, _run: &Run) -> Result<(), JobError> {
        match self.name(&job).await {
            // The provider has been asked more than once already; the first words go on being the title.
            Err(ChatError::Provider(error)) => {
                tracing::info!(kind = error.kind().name(), "a conversation keeps its first title");
                Ok(())
            }
            named => named.map_err(JobError::retry),
        }
    }

    /// The first words go on being the title.
    async fn bury(&self, _job: NameConversation, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
