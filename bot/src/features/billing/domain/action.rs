//! What can be charged for, and which allowance of a plan covers it.

use serde::{Deserialize, Serialize};

/// Something a person does that is counted or costs coins. Units: pieces, and for transcripts started minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Message,
    PictureFast,
    PictureBalanced,
    PictureHigh,
    PictureUltra,
    Vary,
    Edit,
    Upscale,
    Avatar,
    TranscriptMinute,
    Photo,
    BookPicture,
    Map,
}

/// What a plan gives for nothing, so much a day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    Messages,
    Pictures,
    VoiceMinutes,
    Photos,
    BookPictures,
    Maps,
}

impl Action {
    pub const ALL: [Self; 13] = [
        Self::Message,
        Self::PictureFast,
        Self::PictureBalanced,
        Self::PictureHigh,
        Self::PictureUltra,
        Self::Vary,
        Self::Edit,
        Self::Upscale,
        Self::Avatar,
        Self::TranscriptMinute,
        Self::Photo,
        Self::BookPicture,
        Self::Map,
    ];

    /// What covers it before coins do, if anything can.
    pub const fn allowance(self) -> Option<Allowance> {
        match self {
            Self::Message => Some(Allowance::Messages),
            Self::PictureFast
            | Self::PictureBalanced
            | Self::PictureHigh
            | Self::PictureUltra
            | Self::Vary
            | Self::Edit
            | Self::Upscale => Some(Allowance::Pictures),
            Self::TranscriptMinute => Some(Allowance::VoiceMinutes),
            Self::Photo => Some(Allowance::Photos),
            Self::BookPicture => Some(Allowance::BookPictures),
            Self::Map => Some(Allowance::Maps),
            Self::Avatar => None,
        }
    }

    /// The name in rows and in the price list.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::PictureFast => "picture_fast",
            Self::PictureBalanced => "picture_balanced",
            Self::PictureHigh => "picture_high",
            Self::PictureUltra => "picture_ultra",
            Self::Vary => "vary",
            Self::Edit => "edit",
            Self::Upscale => "upscale",
            Self::Avatar => "avatar",
            Self::TranscriptMinute => "transcript_minute",
            Self::Photo => "photo",
            Self::BookPicture => "book_picture",
            Self::Map => "map",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

impl Allowance {
    /// Those that a room of this version counts by; of the others nothing is told.
    pub const IN_USE: [Self; 1] = [Self::Messages];
    pub const ALL: [Self; 6] =
        [Self::Messages, Self::Pictures, Self::VoiceMinutes, Self::Photos, Self::BookPictures, Self::Maps];

    /// The name in rows and in the price list.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Pictures => "pictures",
            Self::VoiceMinutes => "voice_minutes",
            Self::Photos => "photos",
            Self::BookPictures => "book_pictures",
            Self::Maps => "maps",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|allowance| allowance.name() == name)
    }
}
