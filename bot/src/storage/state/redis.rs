//! State in Redis: each operation is one round trip that takes 300 ms at most.
//! It decides nothing about an absence of Redis; it says so.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use deadpool_redis::{
    Config, Connection, Pool, PoolConfig, Runtime, Timeouts,
    redis::{
        AsyncCommands as _, FromRedisValue, RedisError, RedisResult, Script, ScriptInvocation,
        aio::MultiplexedConnection, cmd, pipe,
    },
};
use tokio::time::timeout;

use super::{Limit, Refusal, names};
use crate::storage::StorageError;

/// How long an operation may take, a new connection included.
const PATIENCE: Duration = Duration::from_millis(300);

/// How many connections are being made at once; one is used, by everybody together.
const CONNECTIONS: usize = 4;

/// How long the process keeps what somebody else put there without an end.
const FOREIGN: Duration = Duration::from_hours(1);

/// How many changes go in one round trip.
const BATCH: usize = 500;

/// How many keys are looked at in one round trip.
const SCANNED: usize = 1000;

/// Takes a permit. ARGV: microseconds for one, microseconds at once. The time is Redis's own, so that replicas
/// agree on it.
const TAKE_PERMIT: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local taken = tonumber(redis.call('GET', KEYS[1]) or now)
if taken < now then taken = now end
taken = taken + ARGV[1]
local wait = taken - now - ARGV[2]
if wait > 0 then return string.format('%.0f', wait) end
redis.call('SET', KEYS[1], string.format('%.0f', taken), 'PX', math.ceil((taken - now) / 1000))
return '0'";

/// Takes permits in order up to the first that is not there. KEYS: a pause, then the permits. ARGV: the present moment of
/// the pause, then two for each permit, as above. Answers what refused, 0 for the pause, and microseconds; -1 for nothing.
const TAKE_PERMITS: &str = "
local pause = tonumber(redis.call('GET', KEYS[1]) or 0)
if pause > tonumber(ARGV[1]) then return {0, string.format('%.0f', (pause - ARGV[1]) * 1000)} end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for n = 2, #KEYS do
  local each, most = ARGV[2 * n - 2], ARGV[2 * n - 1]
  local taken = tonumber(redis.call('GET', KEYS[n]) or now)
  if taken < now then taken = now end
  taken = taken + each
  local wait = taken - now - most
  if wait > 0 then return {n - 1, string.format('%.0f', wait)} end
  redis.call('SET', KEYS[n], string.format('%.0f', taken), 'PX', math.ceil((taken - now) / 1000))
end
return {-1, '0'}";

/// Counts one more. ARGV: milliseconds that a new count lives.
const INCREMENT: &str = "
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count";

/// Redis did not answer, or not as it should: the reason, for the log.
#[derive(Debug)]
pub(super) struct Away(pub(super) String);

#[derive(Clone, Copy)]
#[repr(u8)]
enum Kind {
    Value = b'v',
    Permit = b'p',
    Count = b'n',
}

/// The connection to a Redis. What several ask at once goes and comes together.
pub(super) struct Redis {
    pool: Pool,
    shared: Mutex<Option<MultiplexedConnection>>,
    prefix: String,
    take_permit: Script,
    take_permits: Script,
    increment: Script,
}

impl Redis {
    pub(super) fn new(url: &str, prefix: &str) -> Result<Self, StorageError> {
        let mut config = Config::from_url(url);
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
        config.pool = Some(PoolConfig { timeouts, ..PoolConfig::new(CONNECTIONS) });
        // What is wrong with an address is not repeated: it may contain a password.
        let pool = config.create_pool(Some(Runtime::Tokio1)).map_err(|_| {
            StorageError::Setup("REDIS_URL is no Redis address: redis://user:password@host:port/0".to_owned())
        })?;
        Ok(Self {
            pool,
            shared: Mutex::default(),
            prefix: prefix.to_owned(),
            take_permit: Script::new(TAKE_PERMIT),
            take_permits: Script::new(TAKE_PERMITS),
            increment: Script::new(INCREMENT),
        })
    }

    pub(super) async fn ping(&self) -> Result<(), Away> {
        self.run(|mut redis| async move { cmd("PING").query_async::<()>(&mut redis).await }).await
    }

    /// The value and how long it still lives.
    pub(super) async fn get(&self, key: &str) -> Result<Option<(String, Duration)>, Away> {
        let key = self.key(Kind::Value, key);
        let mut both = pipe();
        both.get(&key).pttl(&key);
        let both = &both;
        let (value, left): (Option<String>, i64) =
            self.run(|mut redis| async move { both.query_async(&mut redis).await }).await?;
        Ok(value.map(|value| (value, u64::try_from(left).map_or(FOREIGN, Duration::from_millis))))
    }

    pub(super) async fn set(&self, key: &str, value: &str, ttl: Duration) -> Result<(), Away> {
        let key = &self.key(Kind::Value, key);
        self.run(|mut redis| async move { redis.pset_ex(key, value, milliseconds(ttl)).await }).await
    }

    pub(super) async fn touch(&self, key: &str, ttl: Duration) -> Result<(), Away> {
        let key = &self.key(Kind::Value, key);
        let ttl = i64::try_from(milliseconds(ttl)).unwrap_or(i64::MAX);
        self.run(|mut redis| async move { redis.pexpire(key, ttl).await }).await
    }

    pub(super) async fn remove(&self, key: &str) -> Result<(), Away> {
        let key = &self.key(Kind::Value, key);
        self.run(|mut redis| async move { redis.del(key).await }).await
    }

    pub(super) async fn take_permit(&self, key: &str, limit: Limit) -> Result<Result<(), Duration>, Away> {
        let mut call = self.take_permit.key(self.key(Kind::Permit, key));
        call.arg(microseconds(limit.every())).arg(microseconds(limit.tolerance()));
        let wait: u64 = self.call(&call).await?;
        Ok(if wait == 0 { Ok(()) } else { Err(Duration::from_micros(wait)) })
    }

    /// Takes one permit of each in order, unless the value under `pause` is a moment in milliseconds after `now`.
    pub(super) async fn take_permits(
        &self,
        pause: &str,
        now: i64,
        wanted: &[(&str, Limit)],
    ) -> Result<Result<(), Refusal>, Away> {
        let mut call = self.take_permits.key(self.key(Kind::Value, pause));
        call.arg(now);
        for (key, limit) in wanted {
            call.key(self.key(Kind::Permit, key));
            call.arg(microseconds(limit.every())).arg(microseconds(limit.tolerance()));
        }
        let (by, wait): (i64, u64) = self.call(&call).await?;
        let Ok(by) = usize::try_from(by) else { return Ok(Ok(())) };
        Ok(Err(Refusal { by: by.checked_sub(1), wait: Duration::from_micros(wait) }))
    }

    pub(super) async fn increment(&self, key: &str, ttl: Duration) -> Result<u64, Away> {
        let mut call = self.increment.key(self.key(Kind::Count, key));
        call.arg(milliseconds(ttl));
        self.call(&call).await
    }

    /// Sets keys to the values they have now, each for the rest of its life, and removes those without.
    pub(super) async fn replay(&self, changes: &[(String, Option<(String, Duration)>)]) -> Result<(), Away> {
        for batch in changes.chunks(BATCH) {
            let mut all = pipe();
            for (key, value) in batch {
                match value {
                    Some((value, left)) => {
                        all.pset_ex(self.key(Kind::Value, key), value, milliseconds(*left)).ignore()
                    }
                    None => all.del(self.key(Kind::Value, key)).ignore(),
                };
            }
            let all = &all;
            self.run(|mut redis| async move { all.query_async::<()>(&mut redis).await }).await?;
        }
        Ok(())
    }

    /// Removes every key of ours that has this id as a part. It passes over the whole of Redis, a little at a time.
    pub(super) async fn forget(&self, id: i64) -> Result<(), Away> {
        let pattern = format!("{}:*:{id}*", self.prefix);
        let mut cursor: u64 = 0;
        loop {
            let mut scan = cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(SCANNED);
            let scan = &scan;
            let (next, mut keys): (u64, Vec<String>) =
                self.run(|mut redis| async move { scan.query_async(&mut redis).await }).await?;
            keys.retain(|key| key.strip_prefix(&self.prefix).is_some_and(|key| names(key, id)));
            if !keys.is_empty() {
                let keys = &keys;
                self.run(|mut redis| async move { redis.del::<_, ()>(keys).await }).await?;
            }
            cursor = next;
            if cursor == 0 {
                return Ok(());
            }
        }
    }

    /// Values, permits and counts of the same name are different things.
    fn key(&self, kind: Kind, key: &str) -> String {
        format!("{}:{}:{key}", self.prefix, kind as u8 as char)
    }

    async fn call<T: FromRedisValue + Send>(&self, call: &ScriptInvocation<'_>) -> Result<T, Away> {
        self.run(|mut redis| async move { call.invoke_async(&mut redis).await }).await
    }

    async fn run<T, F>(&self, ask: impl Fn(MultiplexedConnection) -> F + Sync) -> Result<T, Away>
    where
        F: Future<Output = RedisResult<T>> + Send,
    {
        let asked = async {
            // One that broke while nobody asked is found out by the first who does, and does not count.
            if let Some(connection) = self.connection() {
                match ask(connection).await {
                    Err(error) if is_broken(&error) => {}
                    answer => return answer.map_err(|error| Away(error.to_string())),
                }
            }
            let connection = self.connect().await?;
            ask(connection).await.map_err(|error| Away(error.to_string()))
        };
        let answer = timeout(PATIENCE, asked).await;
        let answer = answer.unwrap_or_else(|_| Err(Away("no answer in time".to_owned())));
        if answer.is_err() {
            self.keep(None);
        }
        answer
    }

    fn connection(&self) -> Option<MultiplexedConnection> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, connection: Option<MultiplexedConnection>) {
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = connection;
    }

    /// A new connection, for everybody from now on.
    async fn connect(&self) -> Result<MultiplexedConnection, Away> {
        // In a box, since making a connection takes kilobytes that every caller would carry.
        let made = Box::pin(self.pool.get()).await;
        let connection = Connection::take(made.map_err(|error| Away(error.to_string()))?);
        self.keep(Some(connection.clone()));
        Ok(connection)
    }
}

fn is_broken(error: &RedisError) -> bool {
    error.is_connection_dropped() || error.is_io_error()
}

/// At least one: Redis refuses to keep a value for no time.
fn milliseconds(ttl: Duration) -> u64 {
    let longest = Duration::from_hours(365 * 24);
    u64::try_from(ttl.min(longest).as_millis()).unwrap_or(u64::MAX).max(1)
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
