//! A lease has one holder, and passes on when it runs out.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::Leases;
use crate::{
    domain::{Clock as _, FrozenClock},
    storage::{Db, testing::TestDb},
};

const TTL: Duration = Duration::from_secs(10);

fn leases(db: &Db) -> (Leases, Arc<FrozenClock>) {
    let clock = FrozenClock::at(DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
    (Leases::new(db.clone(), clock.clone()), clock)
}

#[tokio::test]
async fn a_lease_has_one_holder_until_it_ends() {
    for db in TestDb::each().await {
        let (leases, clock) = leases(&db);
        let first = leases.acquire("poll", "a", TTL).await.unwrap().unwrap();
        assert_eq!(first.epoch, 1);
        assert_eq!(leases.acquire("poll", "b", TTL).await.unwrap(), None);
        clock.advance(TimeDelta::seconds(9));
        assert!(leases.renew(&first, TTL).await.unwrap());
        clock.advance(TimeDelta::seconds(9));
        assert_eq!(leases.acquire("poll", "b", TTL).await.unwrap(), None, "renewed: {}", db.name());
        clock.advance(TimeDelta::seconds(1));
        let second = leases.acquire("poll", "b", TTL).await.unwrap().unwrap();
        assert_eq!(second.epoch, 2);
        assert!(!leases.renew(&first, TTL).await.unwrap(), "passed on: {}", db.name());
    }
}

#[tokio::test]
async fn a_lease_given_back_is_free_and_its_epoch_is_not_used_again() {
    for db in TestDb::each().await {
        let (leases, _clock) = leases(&db);
        let first = leases.acquire("poll", "a", TTL).await.unwrap().unwrap();
        leases.release(&first).await.unwrap();
        let second = leases.acquire("poll", "a", TTL).await.unwrap().unwrap();
        assert_eq!(second.epoch, 2, "{}", db.name());
        leases.release(&first).await.unwrap();
        assert_eq!(leases.acquire("poll", "b", TTL).await.unwrap(), None, "a stale release: {}", db.name());
        let listed = leases.list().await.unwrap();
        assert_eq!(listed.iter().map(|view| &view.lease).collect::<Vec<_>>(), [&second]);
    }
}

#[tokio::test]
async fn of_many_who_ask_at_once_one_gets_the_lease() {
    for db in TestDb::each().await {
        let (leases, _clock) = leases(&db);
        let asked = (0..20).map(|n| {
            let leases = leases.clone();
            async move { leases.acquire("poll", &n.to_string(), TTL).await.unwrap() }
        });
        let got = futures::future::join_all(asked).await;
        assert_eq!(got.iter().flatten().count(), 1, "{}", db.name());
    }
}

#[tokio::test]
async fn a_held_lease_is_renewed_and_says_when_it_is_lost() {
    for db in TestDb::each().await {
        let (leases, clock) = leases(&db);
        let ttl = Duration::from_millis(1500);
        let held = leases.try_hold("poll", ttl).await.unwrap().unwrap();
        clock.advance(TimeDelta::seconds(1));
        let renewed = async {
            while leases.list().await.unwrap()[0].expires_at != clock.now() + ttl {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(5), renewed).await.unwrap();
        assert!(!held.lost().is_cancelled(), "{}", db.name());
        clock.advance(TimeDelta::seconds(5));
        let other = leases.acquire("poll", "other", ttl).await.unwrap();
        assert!(other.is_some(), "it ended: {}", db.name());
        timeout(Duration::from_secs(5), held.lost().cancelled()).await.unwrap();
    }
}

#[tokio::test]
async fn a_lease_that_cannot_be_renewed_counts_as_lost_before_it_ends() {
    let db = TestDb::sqlite().await;
    let (leases, _clock) = leases(&db);
    let ttl = Duration::from_secs(2);
    let held = leases.try_hold("poll", ttl).await.unwrap().unwrap();
    db.close().await.unwrap();
    timeout(ttl, held.lost().cancelled()).await.unwrap();
}

#[tokio::test]
async fn who_waits_gets_the_lease_when_it_is_given_back() {
    for db in TestDb::each().await {
        let (leases, _clock) = leases(&db);
        let ttl = Duration::from_millis(300);
        let held = leases.try_hold("poll", ttl).await.unwrap().unwrap();
        let stop = CancellationToken::new();
        let (next, ()) = tokio::join!(leases.hold("poll", ttl, stop.clone()), async {
            tokio::time::sleep(Duration::from_millis(150)).await;
            held.release().await.unwrap();
        });
        assert_eq!(next.as_ref().map(|next| next.lease().epoch), Some(2), "{}", db.name());
        stop.cancel();
        assert!(leases.hold("poll", ttl, stop).await.is_none());
    }
}
