import FlowKit
import TerminalKit

/// The top line: the state of the proxy.
struct StatusLine {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        canvas.clear(style: model.theme[.statusLine])
        canvas.draw("sluice  \(model.proxy.listenAddress)", column: 1, row: 0, style: model.theme[.statusLine])
        let count = Format.count(model.snapshot.totals.flowCount)
        canvas.draw("\(count) flows", endingAt: canvas.columns - 1, row: 0, style: model.theme[.statusLine])
    }
}
