import FlowKit
import Foundation

extension Benchmark {
    /// What the endpoint table takes and costs, as the list grows.
    static let endpoints = Benchmark(
        name: "endpoints",
        summary: "opening, grouping, sorting and following endpoints of 10 thousand, 100 thousand and a million flows"
    ) { bench in
        [10_000, 100_000, 1_000_000].flatMap { count in
            let feeder = Feeder(flowsPerSecond: 0)
            for _ in 0..<count { feeder.recordOne() }
            let name = "endpoints: \(Table.number(Double(count))) flows"
            let opened = opening(name, bench, feeder.store)
            return opened + [memory(name, feeder.store)] + costs(name, bench, feeder)
        }
    }

    private static func opening(_ name: String, _ bench: Workbench, _ store: FlowStore) -> [Figure] {
        FlowGrouping.allCases.map { grouping in
            let runs = bench.repeated { EndpointSession.open(grouping, over: store) }
            return Figure(
                "\(name), by \(grouping.rawValue)",
                runs.map { Double($0.whole) / 1e6 },
                "ms",
                better: .lowerIsBetter,
                note: "\(runs.first?.rowCount ?? 0) rows, the first after "
                    + "\(Table.number((runs.map { Double($0.first) / 1e6 }).min() ?? 0)) ms"
            )
        }
    }

    private static func memory(_ name: String, _ store: FlowStore) -> Figure {
        let meter = ProcessMeter(processID: getpid())
        let listing = EndpointSession.listing(of: store)
        let before = meter.residentBytes ?? 0
        var index = EndpointIndex()
        index.update(to: listing)
        let byteCount = Double((meter.residentBytes ?? 0) - before)
        let rowCount = index.table(version: 1).rows.count
        return Figure(
            "\(name), memory of each",
            [byteCount / Double(listing.count)],
            "B",
            better: .lowerIsBetter,
            note: "\(Table.number(byteCount / Double(max(1, rowCount)))) B for each of \(rowCount) endpoints"
        )
    }

    /// What goes on beside the screen while flows come, by the clock of a thread that does nothing else.
    private static func costs(_ name: String, _ bench: Workbench, _ feeder: Feeder) -> [Figure] {
        var index = EndpointIndex()
        index.update(to: EndpointSession.listing(of: feeder.store))
        let arrivals = 20_000
        let follows = bench.repeated {
            let begun = feeder.begin(count: arrivals)
            let arrived = Machine.time { index.update(to: EndpointSession.listing(of: feeder.store)) }
            feeder.finish(begun)
            return (arrived, Machine.time { index.update(to: EndpointSession.listing(of: feeder.store)) })
        }
        let tables = bench.repeated {
            EndpointColumn.allCases.map { column in
                let order = EndpointOrder(column, isDescending: true)
                return Machine.time { _ = index.table(order, version: 1) }
            }.max() ?? 0
        }
        func figure(_ what: String, _ samples: [Double], _ unit: String, _ note: String = "") -> Figure {
            Figure("\(name), \(what)", samples, unit, better: .lowerIsBetter, note: note)
        }
        return [
            figure("one that arrives", follows.map { Double($0.0) / 1e3 / Double(arrivals) }, "µs"),
            figure("one that completes", follows.map { Double($0.1) / 1e3 / Double(arrivals) }, "µs"),
            figure("sorting", tables.map { Double($0) / 1e6 }, "ms", "the slowest column, and making the rows"),
        ]
    }
}
