import Foundation

/// The file of `--json`.
struct JSONReport: Encodable {
    struct Row: Encodable {
        let name: String
        let value: Double?
        let unit: String
        let samples: [Double]
        let goal: Double?
        let isGoalMet: Bool?
        let note: String
    }

    let date: String
    let processorCount: Int
    let loadAverageAtEnd: Double
    let figures: [Row]

    init(_ figures: [Figure]) {
        date = Date().ISO8601Format()
        processorCount = ProcessInfo.processInfo.activeProcessorCount
        loadAverageAtEnd = Machine.loadAverage
        self.figures = figures.map { figure in
            let bound: Double? =
                switch figure.goal {
                case .atLeast(let bound), .atMost(let bound): bound
                case nil: nil
                }
            return Row(
                name: figure.name,
                value: figure.value,
                unit: figure.unit,
                samples: figure.samples,
                goal: bound,
                isGoalMet: figure.isGoalMet,
                note: figure.note
            )
        }
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(fileURLWithPath: path))
    }
}
