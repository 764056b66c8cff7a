//! The same behaviour in the process and on Redis, and what happens when Redis goes.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{Limit, Refusal, State, StateHealth};

const LONG: Duration = Duration::from_mins(1);

/// A state in the process, and one in Redis if `TEST_REDIS_URL` is set, under keys that soon run out.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
async fn each() -> Vec<State> {
    let mut all = vec![State::local()];
    if let Ok(url) = std::env::var("TEST_REDIS_URL") {
        let prefix = format!("atelier_test:{}", uuid::Uuid::new_v4().simple());
        let state = State::connect(Some(&url), &prefix).await.unwrap();
        assert_eq!(state.health(), StateHealth::Shared);
        all.push(state);
    }
    all
}

#[tokio::test]
async fn a_person_is_forgotten_by_their_number_and_nobody_else() {
    for state in each().await {
        let (gone, kept) =
            (["step:9:101:0:101", "cool:9:101", "101"], ["step:9:1010:0:1010", "x:110", "101x"]);
        for key in gone.iter().chain(&kept) {
            state.set(key, "words", LONG).await;
        }
        state.take_permit("act:101", Limit::per(1, LONG)).await.unwrap();
        assert!(state.forget(101).await, "{state:?}");
        for key in gone {
            assert_eq!(state.get(key).await, None, "{key} in {state:?}");
        }
        for key in kept {
            assert!(state.get(key).await.is_some(), "{key} in {state:?}");
        }
    }
}

#[tokio::test]
async fn values_live_as_long_as_they_should() {
    for state in each().await {
        assert_eq!(state.get("a").await, None);
        state.set("a", "один", Duration::from_millis(150)).await;
        state.set("b", "two", Duration::from_millis(150)).await;
        state.touch("b", LONG).await;
        assert_eq!(state.get("a").await.as_deref(), Some("один"));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(state.get("a").await, None, "{state:?}");
        assert_eq!(state.get("b").await.as_deref(), Some("two"), "{state:?}");
        state.remove("b").await;
        assert_eq!(state.get("b").await, None, "{state:?}");
        state.touch("b", LONG).await;
        assert_eq!(state.get("b").await, None, "a touch makes nothing: {state:?}");
    }
}

#[tokio::test]
async fn permits_run_out_and_come_back() {
    for state in each().await {
        let limit = Limit::per(10, Duration::from_secs(1)).burst(4);
        let mut taken = 0;
        let mut wait = Duration::ZERO;
        for _ in 0..8 {
            match state.take_permit("p", limit).await {
                Ok(()) => taken += 1,
                Err(refused) => wait = refused,
            }
        }
        assert_eq!(taken, 4, "{state:?}");
        assert!(wait > Duration::ZERO && wait <= Duration::from_millis(100), "{state:?} {wait:?}");
        assert_eq!(state.take_permit("another", limit).await, Ok(()), "{state:?}");
        tokio::time::sleep(wait + Duration::from_millis(5)).await;
        assert_eq!(state.take_permit("p", limit).await, Ok(()), "{state:?}");
    }
}

#[tokio::test]
async fn permits_are_taken_in_order_unless_there_is_a_pause() {
    for state in each().await {
        let (one, many) = (Limit::per(1, LONG), Limit::per(100, LONG));
        let wanted = [("many", many), ("one", one), ("other", one)];
        assert_eq!(state.take_permits("pause", 5_000, &wanted).await, Ok(()), "{state:?}");
        let refused = state.take_permits("pause", 5_000, &wanted).await.unwrap_err();
        assert_eq!(refused.by, Some(1), "{state:?}");
        assert!(refused.wait > Duration::from_secs(50) && refused.wait <= LONG, "{state:?} {refused:?}");
        assert_eq!(state.take_permits("pause", 5_000, &wanted[..1]).await, Ok(()), "{state:?}");
        state.set("pause", "7500", LONG).await;
        let refused = state.take_permits("pause", 5_000, &wanted).await.unwrap_err();
        assert_eq!(refused, Refusal { by: None, wait: Duration::from_millis(2500) }, "{state:?}");
        assert_eq!(state.take_permits("pause", 7_500, &[]).await, Ok(()), "{state:?}");
    }
}

#[tokio::test]
async fn counts_begin_again_after_their_time() {
    for state in each().await {
        let ttl = Duration::from_millis(200);
        assert_eq!(state.increment("n", ttl).await, 1);
        assert_eq!(state.increment("n", ttl).await, 2);
        tokio::time::sleep(Duration::from_millis(250)).await;
        assert_eq!(state.increment("n", ttl).await, 1, "{state:?}");
    }
}

#[tokio::test]
async fn a_wrong_address_is_refused_without_showing_it() {
    let error = State::connect(Some("http://u:secret@h"), "x").await.unwrap_err().to_string();
    assert!(error.contains("REDIS_URL") && !error.contains("secret"), "{error}");
}

#[tokio::test]
async fn a_redis_that_is_away_at_the_start_costs_little() {
    let began = Instant::now();
    let state = State::connect(Some("redis://127.0.0.1:1"), "x").await.unwrap();
    assert_eq!(state.health(), StateHealth::Degraded);
    state.set("a", "1", LONG).await;
    assert_eq!(state.get("a").await.as_deref(), Some("1"));
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_redis_that_hangs_is_left_alone() {
    // It accepts connections and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", silent.local_addr().unwrap());
    let state = State::connect(Some(&url), "x").await.unwrap();
    let began = Instant::now();
    for n in 0..1000 {
        state.set(&n.to_string(), "1", LONG).await;
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

/// A Redis of the test's own, which it may stop and start again.
struct OwnRedis {
    port: u16,
    folder: tempfile::TempDir,
    child: Child,
}

impl OwnRedis {
    async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let child = Self::run(port, &folder);
        let own = Self { port, folder, child };
        own.wait().await;
        own
    }

    fn run(port: u16, folder: &tempfile::TempDir) -> Child {
        Command::new("redis-server")
            .args(["--port", &port.to_string(), "--appendonly", "yes", "--appendfsync", "always"])
            .args(["--bind", "127.0.0.1", "--dir", folder.path().to_str().unwrap()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    async fn wait(&self) {
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn start_again(&mut self) {
        self.child = Self::run(self.port, &self.folder);
        self.wait().await;
    }

    async fn state(&self) -> State {
        State::connect(Some(&format!("redis://127.0.0.1:{}", self.port)), "x").await.unwrap()
    }
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
async fn what_was_written_survives_an_absence_of_redis() {
    if std::env::var("TEST_REDIS_URL").is_err() {
        return;
    }
    let mut redis = OwnRedis::start().await;
    let state = redis.state().await;
    for key in ["kept", "changed", "removed"] {
        state.set(key, "before", LONG).await;
    }
    redis.stop();
    let began = Instant::now();
    for _ in 0..100 {
        assert_eq!(state.get("kept").await.as_deref(), Some("before"));
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(state.health(), StateHealth::Degraded);
    state.set("changed", "meanwhile", LONG).await;
    state.remove("removed").await;
    assert_eq!(state.get("changed").await.as_deref(), Some("meanwhile"));

    redis.start_again().await;
    let mut other = redis.state().await;
    // A busy machine may keep it waiting for longer than a state does.
    for _ in 0..20 {
        if other.get("changed").await.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        other = redis.state().await;
    }
    assert_eq!(other.get("changed").await.as_deref(), Some("before"), "it kept what it knew");
    state.0.shared.as_ref().unwrap().breaker.succeed();
    assert_eq!(state.get("changed").await.as_deref(), Some("meanwhile"));
    assert_eq!(other.get("changed").await.as_deref(), Some("meanwhile"), "it learned what it missed");
    assert_eq!(other.get("removed").await, None);
    assert_eq!(state.health(), StateHealth::Shared);
    other.set("kept", "by another", LONG).await;
    assert_eq!(state.get("kept").await.as_deref(), Some("by another"), "it is the truth again");
    redis.stop();
    assert_eq!(state.get("kept").await.as_deref(), Some("by another"), "what was read is kept");
}

#[tokio::test]
async fn values_permits_and_counts_of_one_name_are_different_things() {
    for state in each().await {
        let health = state.health();
        state.set("name", "words", LONG).await;
        for _ in 0..5 {
            assert_eq!(state.take_permit("name", Limit::per(5, LONG)).await, Ok(()));
        }
        assert!(state.take_permit("name", Limit::per(5, LONG)).await.is_err());
        assert_eq!(state.increment("name", LONG).await, 1);
        assert_eq!(state.get("name").await.as_deref(), Some("words"));
        assert_eq!(state.health(), health);
    }
}
