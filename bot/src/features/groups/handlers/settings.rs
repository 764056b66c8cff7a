//! The settings of a group. Every act asks again whether it is an admin's.

use super::super::{
    domain::{DailyLimit, Manner, given_keyword, given_manner},
    error::GroupsError,
    screens::{self, SettingsView},
    service::Groups,
    state::GroupsStep,
};
use crate::{
    domain::Lang,
    telegram::{failure::Handled, reply::Reply, screen::Screen, steps::StepRecord, visit::Visit},
};

/// Why it stops here: not an admin.
async fn refused(visit: &Visit, groups: &Groups) -> Option<Reply> {
    if groups.runs(visit.peer.chat, visit.person.id).await {
        return None;
    }
    let own = Lang::of_tag(visit.person.language_code.as_deref());
    Some(if visit.is_tap() {
        Reply::Alert(screens::admins_only_note(own))
    } else {
        Reply::Send(Screen::new(screens::admins_only_note(visit.lang)))
    })
}

async fn screen(visit: &Visit, groups: &Groups) -> Result<Screen, GroupsError> {
    let view = groups.view(visit.account).await?;
    let shown = SettingsView {
        model: view.model.as_deref(),
        settings: &view.settings,
        asked_today: view.asked_today,
    };
    Ok(screens::settings(view.lang, &shown))
}

/// The settings once more, after something was chosen.
async fn chosen(visit: &Visit, groups: &Groups, lang: Lang) -> Handled {
    Ok(Reply::Show(screen(visit, groups).await?).toast(screens::settings_note(lang)))
}

pub async fn open_settings(visit: &Visit, groups: &Groups) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    Ok(Reply::Show(screen(visit, groups).await?))
}

pub async fn pick_language(visit: &Visit, groups: &Groups, lang: Lang) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    groups.set_lang(visit.account, lang, &visit.cause).await?;
    chosen(visit, groups, lang).await
}

pub async fn open_models(visit: &Visit, groups: &Groups, page: u32) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    let choice = groups.models(visit.account).await?;
    Ok(Reply::Show(screens::models(visit.lang, &choice, page)))
}

pub async fn pick_model(visit: &Visit, groups: &Groups, key: &str) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    groups.pick_model(visit.account, key).await?;
    chosen(visit, groups, visit.lang).await
}

pub async fn open_manner(visit: &Visit, groups: &Groups) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    let view = groups.view(visit.account).await?;
    let screen = screens::manners(visit.lang, &view.settings);
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&GroupsStep::Manner)))
}

pub async fn pick_manner(visit: &Visit, groups: &Groups, manner: Manner) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    groups.set_manner(visit.account, manner).await?;
    chosen(visit, groups, visit.lang).await
}

pub async fn take_manner(visit: &Visit, groups: &Groups, text: &str) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    match given_manner(text) {
        Ok(words) => {
            groups.set_own_manner(visit.account, &words).await?;
            Ok(Reply::Show(screen(visit, groups).await?))
        }
        Err(fault) => {
            let view = groups.view(visit.account).await?;
            let screen = screens::manner_refused(visit.lang, &view.settings, fault);
            Ok(Reply::Show(screen).awaiting(StepRecord::of(&GroupsStep::Manner)))
        }
    }
}

pub async fn open_keyword(visit: &Visit, groups: &Groups) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    let view = groups.view(visit.account).await?;
    let screen = screens::ask_keyword(visit.lang, &view.settings);
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&GroupsStep::Keyword)))
}

pub async fn take_keyword(visit: &Visit, groups: &Groups, text: &str) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    match given_keyword(text) {
        Ok(word) => {
            groups.set_keyword(visit.account, &word).await?;
            Ok(Reply::Show(screen(visit, groups).await?))
        }
        Err(fault) => {
            let view = groups.view(visit.account).await?;
            let screen = screens::keyword_refused(visit.lang, &view.settings, fault);
            Ok(Reply::Show(screen).awaiting(StepRecord::of(&GroupsStep::Keyword)))
        }
    }
}

pub async fn drop_keyword(visit: &Visit, groups: &Groups) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    groups.set_keyword(visit.account, "").await?;
    chosen(visit, groups, visit.lang).await
}

pub async fn open_limit(visit: &Visit, groups: &Groups) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    let view = groups.view(visit.account).await?;
    Ok(Reply::Show(screens::limits(visit.lang, view.settings.limit, visit.zone)))
}

pub async fn pick_limit(visit: &Visit, groups: &Groups, limit: DailyLimit) -> Handled {
    if let Some(refused) = refused(visit, groups).await {
        return Ok(refused);
    }
    groups.set_limit(visit.account, limit).await?;
    chosen(visit, groups, visit.lang).await
}
