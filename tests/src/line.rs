//! A line to a server that can be cut, fall silent, and be mended.
//! It carries bytes and understands none.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinSet,
};
use url::Url;

/// How it stands with the line, and how often it has lost the connections that were on it.
#[derive(Clone, Copy, Debug)]
struct Condition {
    state: State,
    lost: u64,
}

impl Condition {
    /// Whether something comes through on a connection that was made when so many were lost.
    fn carries(self, lost: u64) -> bool {
        self.state != State::Silent && self.lost == lost
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Whole,
    /// Connections end, and no new one is made.
    Cut,
    /// Nothing comes through, and nobody is told.
    Silent,
}

/// A line that lives as long as this.
pub struct Line {
    condition: watch::Sender<Condition>,
    _carrying: JoinSet<()>,
}

impl Line {
    /// Puts a line before the server of this address, and answers the address of its near end.
    pub async fn before(url: &str) -> (Self, String) {
        let mut url: Url = url.parse().expect("an address");
        let host = url.host_str().expect("a host").to_owned();
        let port = url.port_or_known_default().or_else(|| (url.scheme() == "redis").then_some(6379));
        let (line, near) = Self::to(vec![format!("{host}:{}", port.unwrap_or(5432))]).await;
        url.set_host(Some("127.0.0.1")).expect("a host that can be set");
        url.set_port(Some(near)).expect("a port that can be set");
        (line, url.to_string())
    }

    /// A line to several servers that do the same, by turns, and past those that are not there; with the port of its
    /// near end.
    pub async fn to(servers: Vec<String>) -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let (condition, conditions) = watch::channel(Condition { state: State::Whole, lost: 0 });
        let mut carrying = JoinSet::new();
        carrying.spawn(serve(listener, servers, conditions));
        (Self { condition, _carrying: carrying }, port)
    }

    pub fn cut(&self) {
        self.becomes(State::Cut);
    }

    pub fn silence(&self) {
        self.becomes(State::Silent);
    }

    /// What is on the line now falls silent for ever, and nobody is told; new connections are well.
    pub fn lose(&self) {
        self.condition.send_modify(|condition| condition.lost += 1);
    }

    pub fn mend(&self) {
        self.becomes(State::Whole);
    }

    fn becomes(&self, state: State) {
        self.condition.send_modify(|condition| condition.state = state);
    }
}

async fn serve(listener: TcpListener, servers: Vec<String>, conditions: watch::Receiver<Condition>) {
    let mut carried = JoinSet::new();
    for turn in 0.. {
        let Ok((near, _)) = listener.accept().await else { return };
        while carried.try_join_next().is_some() {}
        if conditions.borrow().state != State::Cut {
            let mut order = servers.clone();
            order.rotate_left(turn % servers.len());
            carried.spawn(carry(near, order, conditions.clone()));
        }
    }
}

async fn carry(near: TcpStream, servers: Vec<String>, mut conditions: watch::Receiver<Condition>) {
    let mut cut = conditions.clone();
    let lost = conditions.borrow().lost;
    let both_ways = async {
        let _ = conditions.wait_for(|condition| condition.carries(lost)).await;
        let Some(far) = connect(&servers).await else { return };
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        tokio::select! {
            () = pump(near_in, far_out, conditions.clone(), lost) => {}
            () = pump(far_in, near_out, conditions, lost) => {}
        }
    };
    tokio::select! {
        () = both_ways => {}
        _ = cut.wait_for(|condition| condition.state == State::Cut) => {}
    }
}

async fn connect(servers: &[String]) -> Option<TcpStream> {
    for server in servers {
        if let Ok(far) = TcpStream::connect(server).await {
            return Some(far);
        }
    }
    None
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut conditions: watch::Receiver<Condition>,
    lost: u64,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let Ok(count @ 1..) = from.read(&mut bytes).await else { return };
        let _ = conditions.wait_for(|condition| condition.carries(lost)).await;
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
