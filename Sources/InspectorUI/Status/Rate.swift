import FlowKit

/// How many flows begin in a second, over the last few.
struct Rate: Equatable, Sendable {
    private struct Sample: Equatable {
        var time: Timestamp
        var newest: Int
    }

    private static let window = 3

    private var samples: [Sample] = []
    private var newest = 0
    private(set) var perSecond = 0

    /// Flow ids are given in order, so the newest tells how many there were.
    mutating func saw(newest id: FlowID) {
        newest = max(newest, id.rawValue)
    }

    /// Flows up to this one were there already: read from a file, they say nothing of the traffic.
    mutating func skip(to id: FlowID) {
        saw(newest: id)
        for index in samples.indices { samples[index].newest = newest }
    }

    /// Takes a sample when a second has passed since the last one.
    mutating func tick(_ now: Timestamp) {
        if let last = samples.last, now >= last.time, now - last.time < .seconds(1) { return }
        samples.append(Sample(time: now, newest: newest))
        if samples.count > Self.window { samples.removeFirst(samples.count - Self.window) }
        guard let first = samples.first, now > first.time else {
            samples = Array(samples.suffix(1))
            perSecond = 0
            return
        }
        let seconds = Double(now.nanoseconds - first.time.nanoseconds) / 1e9
        perSecond = Int((Double(newest - first.newest) / seconds).rounded())
    }
}
