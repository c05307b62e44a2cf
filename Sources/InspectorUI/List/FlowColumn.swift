import FlowKit
import TerminalKit

/// A column of the list: how it is headed and what a flow says in it.
struct FlowColumn: Sendable {
    enum Alignment: Sendable {
        case left, right
    }

    /// What a cell says.
    struct Content: Equatable {
        var text: String
        var role: Theme.Role
        /// What may stand at the right end of the cell, where the text gives way to it: the first that fits.
        var notes: [String]
        /// `nil`: as the column's title.
        var alignment: Alignment?

        init(_ text: String, _ role: Theme.Role = .plain, notes: [String] = [], alignment: Alignment? = nil) {
            self.text = text
            self.role = role
            self.notes = notes
            self.alignment = alignment
        }
    }

    /// What a cell is made from besides its flow.
    struct Surroundings {
        let signs: Signs
        let now: Timestamp
        let utcOffset: Int
        /// The row above; `nil` on the first.
        let flowAbove: Flow?
        let columns: PromotedColumns
    }

    let title: String
    let alignment: Alignment
    /// What a click on the title orders by.
    let sort: SortColumn?
    /// Where text that does not fit is cut; `true` cuts in the middle.
    let elidesMiddle: Bool
    let content: @Sendable (Flow, Surroundings) -> Content

    init(
        _ title: String,
        _ alignment: Alignment = .left,
        sort: SortColumn? = nil,
        elidesMiddle: Bool = false,
        content: @escaping @Sendable (Flow, Surroundings) -> Content
    ) {
        self.title = title
        self.alignment = alignment
        self.sort = sort
        self.elidesMiddle = elidesMiddle
        self.content = content
    }
}

extension FlowColumn {
    static let time = FlowColumn("TIME", sort: .time) { flow, around in
        Content(ClockTime(flow.timing.started, utcOffset: around.utcOffset).text, .dim)
    }

    /// Minutes and seconds, for narrow screens.
    static let shortTime = FlowColumn("TIME", sort: .time) { flow, around in
        Content(String(ClockTime(flow.timing.started, utcOffset: around.utcOffset).text.suffix(5)), .dim)
    }

    static let method = FlowColumn("METHOD", sort: .method) { flow, _ in Content(flow.request.method) }

    static let host = FlowColumn("HOST", sort: .host, elidesMiddle: true) { flow, around in
        let authority = flow.request.origin.authority
        return Content(authority, around.flowAbove?.request.origin.authority == authority ? .dim : .plain)
    }

    static let path = FlowColumn("PATH", sort: .path) { flow, around in
        var place = FlowSummary.place(of: flow)
        place.notes = FlowSummary.notes(of: flow, now: around.now)
        return place
    }

    /// Host and path in one, where there is no room for two columns; ordered by what it begins with.
    static let url = FlowColumn("URL", sort: .host) { flow, around in
        let place = FlowSummary.place(of: flow)
        let text = flow.request.origin.authority + (place.text.hasPrefix("/") ? "" : " ") + place.text
        return Content(text, place.role, notes: FlowSummary.notes(of: flow, now: around.now))
    }

    static let process = FlowColumn("PROCESS", sort: .process) { flow, around in
        switch flow.client?.process?.state {
        case .found(let owner):
            Content(owner.name, around.flowAbove?.client?.process?.name == owner.name ? .dim : .plain)
        case .pending: Content(around.signs.symbols.ellipsis, .dim)
        case .unknown, nil: Content(around.signs.none, .dim)
        }
    }

    static let status = FlowColumn("STATUS", .right, sort: .status) { flow, around in
        FlowSummary.status(of: flow, around.signs)
    }
    static let code = FlowColumn("CODE", .right, sort: .status) { flow, around in
        FlowSummary.status(of: flow, around.signs)
    }

    static let type = FlowColumn("TYPE", sort: .type) { flow, around in
        Content(FlowSummary.type(of: flow) ?? around.signs.none, .dim)
    }

    static let size = FlowColumn("SIZE", .right, sort: .size) { flow, around in
        guard let count = flow.contentByteCount else { return Content(around.signs.none, .dim) }
        return Content(Format.byteCount(count))
    }

    static let duration = FlowColumn("TIME", .right, sort: .duration) { flow, around in
        // A flow that still runs shows how long it has; the clock of a paused screen may be behind it.
        let duration = flow.timing.duration ?? (around.now - flow.timing.started)
        let text = Format.duration(max(.zero, duration))
        return Content(around.signs.plain(text), flow.isFinished ? .plain : .dim)
    }
}
