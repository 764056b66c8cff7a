//! How fast it is; run by hand: `cargo nextest run -p atelier jobs::tests::speed --run-ignored all --no-capture`.

use super::*;
use crate::domain::SystemClock;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures, and takes its time"]
async fn ten_thousand_jobs() {
    const JOBS: u32 = 10_000;
    for db in TestDb::each().await {
        let queue = Queue::new(db.clone(), Arc::new(SystemClock), StdRng::seed_from_u64(7));
        let begun = Instant::now();
        let mut tx = db.begin().await.unwrap();
        for n in 0..JOBS {
            queue.push(&mut tx, &note("x"), Push::new(&cause(&n.to_string()))).await.unwrap();
        }
        tx.commit().await.unwrap();
        let pushed = begun.elapsed();
        let mut registry = Registry::new();
        registry.register::<Note, _>(Scribe::willing());
        let options = Options { concurrency: [("test", 32)].into(), ..Options::default() };
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let begun = Instant::now();
        tasks.spawn(Workers::new(queue.clone(), registry, options).run(stop.clone()));
        while !queue.load().await.unwrap().is_empty() {
            sleep(Duration::from_millis(50)).await;
        }
        let worked = begun.elapsed();
        stop.cancel();
        tasks.join_all().await;
        let rate = f64::from(JOBS) / worked.as_secs_f64();
        std::fs::write(
            std::env::temp_dir().join(format!("atelier-speed-{}", db.name())),
            format!("pushed in {pushed:?}, worked in {worked:?}: {rate:.0} jobs/s\n"),
        )
        .unwrap();
    }
}
