//! The figures as a table for people and as JSON for programs.

use std::{fmt::Write as _, io::Write as _};

use serde::Serialize;

use crate::measure::{handover::Handover, start::Start, streams::Streams, updates::Updates};

#[derive(Debug, Default, Serialize)]
pub struct Figures {
    pub machine: String,
    pub updates: Vec<Updates>,
    pub starts: Vec<Start>,
    pub streams: Vec<Streams>,
    pub handovers: Vec<Handover>,
}

/// A line for whoever watches.
pub fn say(line: &str) {
    // Nobody may be there to read it.
    let _ = writeln!(std::io::stdout(), "{line}");
}

impl Figures {
    pub fn markdown(&self) -> String {
        let mut text = format!("Measured on {}.\n", self.machine);
        self.write_updates(&mut text);
        self.write_idle(&mut text);
        self.write_starts(&mut text);
        self.write_streams(&mut text);
        self.write_handovers(&mut text);
        text
    }

    fn write_updates(&self, text: &mut String) {
        let Some(bare) = self.updates.first() else { return };
        let head = [
            "",
            "µs of the bot",
            "× bare",
            "updates/s",
            "p50 / p95 / p99 ms",
            "database µs",
            "Redis µs",
            "sandbox µs",
        ];
        for (n, round) in bare.rounds.iter().enumerate() {
            let _ = write!(text, "\n**{}**, {} updates\n\n", round.name, round.updates);
            row(text, &head.map(str::to_owned));
            row(text, &head.map(|_| "---".to_owned()));
            for subject in &self.updates {
                let Some(measured) = subject.rounds.get(n) else { continue };
                let times = measured.bot_us() / round.bot_us();
                let rate = f64::from(u32::try_from(measured.updates).unwrap_or(u32::MAX)) / measured.seconds;
                let latency = measured.latency;
                row(
                    text,
                    &[
                        subject.subject.to_owned(),
                        format!("{:.0}", measured.bot_us()),
                        format!("{times:.1}"),
                        format!("{rate:.0}"),
                        format!("{:.1} / {:.1} / {:.1}", latency.p50, latency.p95, latency.p99),
                        format!("{:.0}", measured.each_us(measured.database)),
                        format!("{:.0}", measured.each_us(measured.redis)),
                        format!("{:.0}", measured.each_us(measured.telegram)),
                    ],
                );
            }
        }
    }

    fn write_idle(&self, text: &mut String) {
        let idle: Vec<_> = self.updates.iter().filter_map(|subject| Some((subject, subject.idle?))).collect();
        if idle.is_empty() {
            return;
        }
        table(
            text,
            "Silence",
            &["", "MiB before", "MiB after the crowd", "ms a minute before", "ms a minute after"],
            idle.iter().map(|(subject, [before, after])| {
                vec![
                    subject.subject.to_owned(),
                    format!("{:.1}", before.memory.resident),
                    format!("{:.1}", after.memory.resident),
                    format!("{:.0}", before.cpu_ms_per_minute),
                    format!("{:.0}", after.cpu_ms_per_minute),
                ]
            }),
        );
    }

    fn write_starts(&self, text: &mut String) {
        let rows = self.starts.iter().map(|start| {
            vec![
                start.setup.to_owned(),
                format!("{:.0}", start.ms),
                format!("{:.0}", start.new_ms),
                format!("{:.0}", start.cpu_ms),
                format!("{:.1}", start.memory.resident),
                format!("{:.1}", start.memory.anonymous),
            ]
        });
        let head = ["", "ms to ready", "on a new database", "processor ms", "MiB idle", "of it allocated"];
        if rows.len() > 0 {
            table(text, "Start", &head, rows);
        }
    }

    fn write_streams(&self, text: &mut String) {
        let rows = self.streams.iter().map(|streams| {
            let cores = streams.round.bot.total_ms() / 1000.0 / streams.round.seconds;
            vec![
                format!("{}, {} chats", streams.setup, streams.chats),
                format!("{}", streams.finished),
                format!("{:.0} / {:.0}", streams.first_word_alone.p50, streams.first_word_alone.p95),
                format!("{:.0} / {:.0}", streams.first_word.p50, streams.first_word.p95),
                format!("{:.1}", streams.calls_per_answer),
                format!("{:.1}", streams.longest_gap),
                format!("{:.0} %", cores * 100.0),
                format!("{:.0}", streams.round.each_us(streams.round.database) / 1000.0),
                format!("{:.0} ({:.0} before)", streams.round.memory.peak, streams.before.resident),
            ]
        });
        let head = [
            "",
            "finished",
            "first word alone, ms p50 / p95",
            "first word, all",
            "calls an answer",
            "longest gap, s",
            "of a core",
            "database ms an answer",
            "MiB at most",
        ];
        if rows.len() > 0 {
            table(text, "Streams at once", &head, rows);
        }
    }

    fn write_handovers(&self, text: &mut String) {
        let rows = self.handovers.iter().map(|handover| {
            vec![
                handover.setup.to_owned(),
                format!("{:.1}", handover.first_answer),
                format!("{:.1}", handover.all_answered),
                format!("{}", handover.updates),
                format!("{}", handover.repeated),
            ]
        });
        let head =
            ["", "s to the first answer", "s until caught up", "updates, all answered", "messages twice"];
        if rows.len() > 0 {
            table(text, "One of two killed at 50 a second", &head, rows);
        }
    }
}

fn table(text: &mut String, title: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    // Writing into a String cannot fail.
    let _ = write!(text, "\n**{title}**\n\n");
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    row(text, &head);
    row(text, &vec!["---".to_owned(); head.len()]);
    rows.for_each(|cells| row(text, &cells));
}

fn row(text: &mut String, cells: &[String]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}
