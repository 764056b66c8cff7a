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
    state: watch::Sender<State>,
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
        let (state, states) = watch::channel(State::Whole);
        let mut carrying = JoinSet::new();
        carrying.spawn(serve(listener, servers, states));
        (Self { state, _carrying: carrying }, port)
    }

    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    pub fn silence(&self) {
        self.state.send_replace(State::Silent);
    }

    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

async fn serve(listener: TcpListener, servers: Vec<String>, states: watch::Receiver<State>) {
    let mut carried = JoinSet::new();
    for turn in 0.. {
        let Ok((near, _)) = listener.accept().await else { return };
        while carried.try_join_next().is_some() {}
        if *states.borrow() != State::Cut {
            let mut order = servers.clone();
            order.rotate_left(turn % servers.len());
            carried.spawn(carry(near, order, states.clone()));
        }
    }
}

async fn carry(near: TcpStream, servers: Vec<String>, mut states: watch::Receiver<State>) {
    let mut cut = states.clone();
    let both_ways = async {
        let _ = states.wait_for(|state| *state != State::Silent).await;
        let Some(far) = connect(&servers).await else { return };
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        tokio::select! {
            () = pump(near_in, far_out, states.clone()) => {}
            () = pump(far_in, near_out, states) => {}
        }
    };
    tokio::select! {
        () = both_ways => {}
        _ = cut.wait_for(|state| *state == State::Cut) => {}
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

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut states: watch::Receiver<State>) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let Ok(count @ 1..) = from.read(&mut bytes).await else { return };
        let _ = states.wait_for(|state| *state != State::Silent).await;
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
