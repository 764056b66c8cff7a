//! LLM Markdown becomes text and entities that Telegram always accepts.
