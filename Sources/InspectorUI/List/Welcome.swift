import FlowKit
import TerminalKit

/// What the list says before the first flow: how to point a client here.
struct Welcome {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        let lines = model.proxy.listenAddress.isEmpty ? ["There are no flows in this file."] : lesson
        let top = max(0, (canvas.rows - lines.count) / 3)
        for (row, line) in lines.enumerated() {
            let isCode = line.hasPrefix("    ")
            canvas.draw(line, column: 2, row: top + row, style: model.theme[isCode ? .accent : .plain])
        }
    }

    private var lesson: [String] {
        let address = model.proxy.listenAddress
        let first =
            model.proxy.isRecordingPaused ? "Nothing is recorded: p records again." : "Waiting for the first request."
        return [first, ""] + way(to: address) + [
            "",
            "or start a program with everything set, in another terminal:",
            "    sluice run -- curl https://example.com/",
            "",
            "For HTTPS the client must trust Sluice's certificate. It is at",
            "    http://sluice.proxy/",
            "asked through this proxy, with the steps for every system; or:",
            "    sluice ca export",
            "",
            "? lists the keys, : takes commands, Q quits.",
        ]
    }

    /// How a client comes here, by the mode of the first listener.
    private func way(to address: String) -> [String] {
        switch model.proxy.firstListener?.spec.mode {
        case .regular, .upstream, nil:
            [
                "Point a client here:",
                "    export http_proxy=http://\(address)",
                "    export https_proxy=http://\(address)",
                "    curl -x http://\(address) http://example.com/",
            ]
        case .reverse(let target):
            ["Ask here instead of \(target):", "    curl http://\(address)/"]
        case .socks5:
            ["Point a client here:", "    curl -x socks5h://\(address) http://example.com/"]
        case .transparent:
            ["Have the system redirect connections to \(address)."]
        }
    }
}
