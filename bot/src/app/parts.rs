//! Everything that the program is made of, built in order from its settings.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use dptree::{Type, prelude::DependencyMap};
use rand::{SeedableRng as _, rngs::StdRng};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{Tempo, ai, news::News, ranks::ChatRanks, stars::TelegramStars, vitals::Vital};
use crate::{
    config::{Config, Role, TelegramMode},
    dispatcher::{self, GuardParts},
    domain::SharedClock,
    features::{
        account::{
            self, Accounts, EraseAccount, Erasing, ExportData, Exporting, PersonalData, Privacy,
            PrivacyParts, RetentionLimit,
        },
        admin::{self, Desk, DeskParts, DeskRecords},
        billing::{
            self, Billing, BillingParts, ChargeKeeper, PriceList, Reconcile, Reconciling, RefundPayment,
            Refunding, ResumeInterrupted, Resuming, TellEnds, Telling, TidyCharges,
        },
        chat::{
            self, AnswerQuestion, Answering, AskAbout, Chat, ChatParts, Limiting, Lining, NameConversation,
            Naming, PurgeConversations, Purging, ReleaseGathering, ReleaseWithheld, Releasing, ShowLimit,
            ShowLine,
        },
        groups::{self, ForgetGroups, Forgetting, Groups, GroupsParts, MoveGroup, Moving},
        home::{
            self, Apologies, Door, Home, HomeParts, MenuKeeper, MenuWishes, PurgeReceived, SetMenu, Sweeping,
        },
    },
    jobs::{PurgeJobs, Purger, Queue, Registry, Schedule},
    limits::Limits,
    ops::{
        health::{Health, SharedHealth},
        lifecycle::Lifecycle,
        metrics::{Watch, Watched},
        tallies::Tallies,
        upkeep::{PurgeOutbox, Tidying},
    },
    providers::http_client,
    storage::{
        Backend, Db, DbOptions, SqliteSync,
        blobs::Blobs,
        leases::Leases,
        processes::{Heir, Presence},
        state::State,
    },
    telegram::{
        deliver::Delivery,
        intake::{Intake, IntakeOptions},
        menu::Menu,
        outbox::{Allowed, ChatEvents, Outbox, OutboxParts},
        raw::{Api, FaultKind},
        steps::{StepRecord, Steps},
        visit::Visit,
    },
};

/// The parts of the program. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    pub db: Db,
    pub state: State,
    pub blobs: Blobs,
    pub leases: Leases,
    pub clock: SharedClock,
    pub api: Api,
    pub intake: Intake,
    pub outbox: Outbox,
    pub queue: Queue,
    pub steps: Steps,
    pub accounts: Arc<Accounts>,
    pub billing: Arc<Billing>,
    pub chat: Arc<Chat>,
    pub groups: Arc<Groups>,
    pub home: Arc<Home>,
    pub menu: Menu,
    pub watch: Arc<Watch>,
    pub health: SharedHealth,
    pub tallies: Arc<Tallies>,
    /// Cancelled when the program cannot go on.
    pub broken: CancellationToken,
    pub privacy: Arc<Privacy>,
    pub desk: Arc<Desk>,
    limits: Limits,
    lifecycle: Lifecycle,
    context_tokens: u32,
}

#[derive(Deserialize)]
struct Me {
    username: Option<String>,
}

impl Parts {
    pub async fn build(
        config: &Config,
        tempo: Tempo,
        clock: SharedClock,
        lifecycle: Lifecycle,
    ) -> anyhow::Result<Self> {
        let db = open_database(config, clock.clone()).await?;
        let blobs = Blobs::open(&config.storage.blob_url, Some(&config.storage.s3)).context("BLOB_URL")?;
        let http = http_client(Duration::from_secs(10))?;
        let api = Api::new(http.clone(), config.telegram.api_url.clone(), config.telegram.token.clone());
        let bot = api.bot();
        // Several bots may share a Redis.
        let prefix = format!("atelier:{bot}");
        let state = State::connect(config.storage.redis_url.as_deref(), &prefix)
            .await
            .context("REDIS_URL")?
            .among(db.clone());
        // What processes share runs by the clock of the database; what people see, by the machine's.
        let steady = db.clock();
        let queue = Queue::new(db.clone(), steady.clone(), StdRng::from_os_rng());
        let accounts = Accounts::new(db.clone(), clock.clone(), Arc::new(MenuWishes(queue.clone())));
        let events: Arc<dyn ChatEvents> =
            Arc::new(News { db: db.clone(), accounts: accounts.clone(), queue: queue.clone() });
        let telegram = &config.telegram;
        let allowed = Allowed::per_second(telegram.calls_per_second, telegram.chat_calls_per_second);
        let allowed = Allowed {
            to_person: tempo.to_person.unwrap_or(allowed.to_person),
            to_group: tempo.to_group.unwrap_or(allowed.to_group),
            ..allowed
        };
        let outbox = Outbox::new(OutboxParts {
            db: db.clone(),
            api: api.clone(),
            blobs: blobs.clone(),
            state: state.clone(),
            clock: steady.clone(),
            events,
            allowed,
            rich: telegram.rich,
        });
        let billing = Billing::new(BillingParts {
            db: db.clone(),
            accounts: accounts.clone(),
            queue: queue.clone(),
            outbox: outbox.clone(),
            stars: Arc::new(TelegramStars(api.clone())),
            says: billing::SAYS,
            clock: clock.clone(),
            prices: price_list(config)?,
            owner: config.admin.owners.first().copied(),
        });
        billing.read_prices().await?;
        // One poller writes into the inbox; a webhook is served by every process.
        let alone = config.telegram.mode == TelegramMode::Polling;
        let options = IntakeOptions { alone, ..IntakeOptions::default() };
        let intake = Intake::new(db.clone(), bot, steady.clone(), options);
        let (model, guards) = ai::chat_model(&config.ai, tempo, http, clock.clone());
        let chat = Chat::new(ChatParts {
            db: db.clone(),
            accounts: accounts.clone(),
            billing: billing.clone(),
            queue: queue.clone(),
            outbox: outbox.clone(),
            blobs: blobs.clone(),
            model,
            clock: clock.clone(),
            offered: config.ai.chat_models.clone(),
        });
        let groups = Groups::new(GroupsParts {
            db: db.clone(),
            accounts: accounts.clone(),
            chat: chat.clone(),
            queue: queue.clone(),
            outbox: outbox.clone(),
            ranks: Arc::new(ChatRanks { api: api.clone(), state: state.clone() }),
            state: state.clone(),
            clock: clock.clone(),
            here: groups::COMMANDS,
            elsewhere: [account::COMMANDS, billing::COMMANDS, chat::COMMANDS, home::COMMANDS].concat(),
        });
        let home = Home::new(HomeParts {
            db: db.clone(),
            clock: clock.clone(),
            accounts: accounts.clone(),
            billing: billing.clone(),
            chat: chat.clone(),
            receivers: vec![Arc::new(AskAbout(chat.clone()))],
            demo: config.ai.built_in,
        });
        let steps = Steps::new(db.clone(), state.clone(), bot, clock.clone());
        let mut keepers = Self::platform_keepers(&queue, &outbox, &intake, &steps, &state).to_vec();
        let records = DeskRecords::new(db.clone());
        let features: [Arc<dyn PersonalData>; 5] =
            [chat.clone(), home.clone(), billing.clone(), records, accounts.clone()];
        keepers.extend(features);
        let limit = RetentionLimit(config.retention.chat_days);
        let privacy = Privacy::new(PrivacyParts {
            db: db.clone(),
            accounts: accounts.clone(),
            queue: queue.clone(),
            outbox: outbox.clone(),
            blobs: blobs.clone(),
            clock: clock.clone(),
            keepers,
            outside: ai::outside(&config.ai),
            limit,
            grace: tempo.grace,
        });
        let health = Arc::new(Health {
            db: db.clone(),
            state: state.clone(),
            intake: intake.clone(),
            clock: steady.clone(),
            stopping: lifecycle.stopping(),
        });
        let vital = Vital {
            health: health.clone(),
            intake: intake.clone(),
            guards: guards.clone(),
            clock: steady.clone(),
        };
        let desk = Desk::new(DeskParts {
            db: db.clone(),
            clock: clock.clone(),
            accounts: accounts.clone(),
            privacy: privacy.clone(),
            queue: queue.clone(),
            outbox: outbox.clone(),
            pulse: Arc::new(vital),
            owners: config.admin.owners.clone(),
        });
        let watch = Watch::new(Watched {
            db: db.clone(),
            state: state.clone(),
            intake: intake.clone(),
            outbox: outbox.clone(),
            queue: queue.clone(),
            guards,
            clock: steady.clone(),
        });
        Ok(Self {
            watch,
            health,
            tallies: Tallies::new(db.clone(), clock.clone()),
            steps,
            leases: Leases::new(db.clone(), steady),
            menu: Menu::new(api.clone(), home::MENU, groups::MENU, admin::MENU, home::PROFILE),
            privacy,
            desk,
            limits: Limits::new(state.clone()),
            broken: CancellationToken::new(),
            context_tokens: config.ai.context_tokens,
            db,
            state,
            blobs,
            clock,
            api,
            intake,
            outbox,
            queue,
            accounts,
            billing,
            chat,
            groups,
            home,
            lifecycle,
        })
    }

    /// Takes up what an earlier process left. On SQLite nobody else can have it; elsewhere leases run out.
    pub(super) async fn recover(&self) -> anyhow::Result<()> {
        if self.db.backend() == Backend::Sqlite {
            self.leases.take_back().await?;
            self.outbox.recover().await?;
            self.queue.recover_local().await?;
        }
        Ok(())
    }

    /// Says that this process lives, and takes over from those that do not.
    pub(super) fn presence(&self, role: Role) -> Presence {
        let heirs: Vec<Arc<dyn Heir>> = vec![
            Arc::new(self.leases.clone()),
            Arc::new(self.intake.clone()),
            Arc::new(self.outbox.clone()),
            Arc::new(self.queue.clone()),
        ];
        Presence::begin(&self.db, role.to_string(), heirs)
    }

    /// The bot's user name, from Telegram, asked for until it answers.
    pub(super) async fn who_am_i(&self) -> anyhow::Result<String> {
        let mut wait = Duration::from_millis(500);
        loop {
            match self.api.call::<Me>("getMe", &serde_json::json!({})).await {
                Ok(me) => return Ok(me.username.unwrap_or_default()),
                Err(fault) if fault.kind == FaultKind::Unauthorized => {
                    self.broken.cancel();
                    anyhow::bail!("Telegram does not know TELEGRAM_BOT_TOKEN");
                }
                Err(fault) => tracing::warn!(kind = ?fault.kind, "Telegram does not answer yet"),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(15));
        }
    }

    pub(super) fn guard(&self, username: String) -> GuardParts {
        self.groups.learn_name(&username);
        let (tree, services) = (dispatcher::tree(), self.services());
        // A handler that asks for what is not there is found now, not when somebody presses its button.
        let given = [Type::of::<Visit>(), Type::of::<Arc<Visit>>(), Type::of::<Option<StepRecord>>()];
        dptree::type_check(tree.sig(), &services, &given);
        GuardParts {
            tree,
            services,
            accounts: self.accounts.clone(),
            billing: self.billing.clone(),
            groups: self.groups.clone(),
            delivery: self.delivery(),
            limits: self.limits.clone(),
            clock: self.clock.clone(),
            username,
        }
    }

    fn delivery(&self) -> Delivery {
        Delivery {
            db: self.db.clone(),
            outbox: self.outbox.clone(),
            steps: self.steps.clone(),
            intake: self.intake.clone(),
            lifecycle: self.lifecycle.clone(),
            apology: Arc::new(Apologies),
        }
    }

    /// Everything handlers ask for by type.
    fn services(&self) -> DependencyMap {
        let mut services = DependencyMap::new();
        services.insert(self.accounts.clone());
        services.insert(self.billing.clone());
        services.insert(self.chat.clone());
        services.insert(self.groups.clone());
        services.insert(self.home.clone());
        services.insert(self.privacy.clone());
        services.insert(self.desk.clone());
        services
    }

    /// Which runner runs which job.
    pub fn registry(&self) -> Registry {
        let files = Arc::new(self.api.clone());
        let exporting = Exporting { privacy: self.privacy.clone(), files: files.clone() };
        let purging = Purging { chat: self.chat.clone(), limit: self.privacy.limit() };
        let answering = Answering::new(self.chat.clone(), files, self.context_tokens);
        let door = Door { home: self.home.clone(), delivery: self.delivery() };
        let releasing = Releasing { chat: self.chat.clone(), doorkeeper: Arc::new(door) };
        let mut registry = Registry::new();
        registry
            .register::<AnswerQuestion, _>(answering)
            .register::<ReleaseGathering, _>(releasing)
            .register::<ShowLine, _>(Lining(self.chat.clone()))
            .register::<ShowLimit, _>(Limiting(self.chat.clone()))
            .register::<ReleaseWithheld, _>(Limiting(self.chat.clone()))
            .register::<NameConversation, _>(Naming(self.chat.clone()))
            .register::<PurgeConversations, _>(purging)
            .register::<EraseAccount, _>(Erasing(self.privacy.clone()))
            .register::<ExportData, _>(exporting)
            .register::<TellEnds, _>(Telling(self.billing.clone()))
            .register::<Reconcile, _>(Reconciling(self.billing.clone()))
            .register::<RefundPayment, _>(Refunding(self.billing.clone()))
            .register::<ResumeInterrupted, _>(Resuming(vec![self.chat.clone()]))
            .register::<TidyCharges, _>(ChargeKeeper(self.billing.clone()))
            .register::<PurgeReceived, _>(Sweeping(self.home.clone()))
            .register::<MoveGroup, _>(Moving(self.groups.clone()))
            .register::<ForgetGroups, _>(Forgetting(self.groups.clone()))
            .register::<SetMenu, _>(MenuKeeper { menu: self.menu.clone(), staff: self.desk.clone() })
            .register::<PurgeOutbox, _>(Tidying(self.outbox.clone()))
            .register::<PurgeJobs, _>(Purger(self.queue.clone()));
        registry
    }

    /// What comes round by the clock.
    pub(super) fn schedules() -> anyhow::Result<Vec<Schedule>> {
        Ok(vec![
            Schedule::every("chat.purge_conversations", Duration::from_hours(1), &PurgeConversations {})?,
            Schedule::every("groups.forget_groups", Duration::from_hours(1), &ForgetGroups {})?,
            Schedule::every("billing.tell_ends", Duration::from_hours(1), &TellEnds {})?,
            Schedule::every("billing.reconcile", Duration::from_hours(1), &Reconcile {})?,
            Schedule::every("billing.tidy_charges", Duration::from_hours(1), &TidyCharges {})?,
            Schedule::daily("home.purge_received", 3, 10, &PurgeReceived {})?,
            Schedule::daily("ops.purge_outbox", 3, 20, &PurgeOutbox {})?,
            Schedule::daily("jobs.purge", 3, 30, &PurgeJobs {})?,
        ])
    }
}

/// What things cost: the operator's list, or the one that comes along.
fn price_list(config: &Config) -> anyhow::Result<PriceList> {
    let Some(path) = &config.billing.prices else { return Ok(PriceList::default()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("BILLING_PRICES: {} cannot be read", path.display()))?;
    PriceList::parse(&text).with_context(|| format!("BILLING_PRICES: {}", path.display()))
}

async fn open_database(config: &Config, clock: SharedClock) -> anyhow::Result<Db> {
    let sync = if config.storage.sqlite_full_sync { SqliteSync::Full } else { SqliteSync::Normal };
    let options =
        DbOptions { sqlite_sync: sync, clock, ..DbOptions::new(config.storage.database_url.clone()) };
    let db = Db::connect(options).await.context("DATABASE_URL")?;
    db.migrate().await.context("the schema could not be brought up to date")?;
    Ok(db)
}
