import FlowKit
import TerminalKit

/// What a search through bodies finds, a row a hit, as it finds it. The hits are the model's: they stay when it is closed.
struct SearchScreen: Screen {
    /// Title and names of columns.
    static let headRows = 2

    var contexts: [KeyContext] { [.search, .global, .moving, .always] }

    static func refresh(in model: inout Model) -> [Effect] {
        let notes = SearchWords.notes(of: model.search).isEmpty ? 0 : 1
        model.search.fit(page: model.area(of: Self.self).rows - headRows - notes)
        return []
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.search.move(motion)
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        switch mouse.action {
        case .scrollUp: model.search.scroll(by: -3)
        case .scrollDown: model.search.scroll(by: 3)
        case .press, .doubleClick:
            let row = model.search.top + mouse.position.row - headRows
            guard mouse.position.row >= headRows, model.search.hits.indices.contains(row) else { return nil }
            model.search.choose(row: row)
            if mouse.action == .doubleClick { return model.run("open-hit") }
        case .release: return nil
        }
        return []
    }

    func draw(on canvas: inout Canvas, model: Model) {
        SearchView(model, columns: canvas.columns).draw(on: &canvas)
    }
}

/// What the screen says of a search in words.
enum SearchWords {
    /// `12 hits in 5 flows, all 1,204 searched`.
    static func progress(of search: SearchModel) -> String {
        let progress = search.progress
        let hits = "\(Format.count(progress.hitCount)) hit\(progress.hitCount == 1 ? "" : "s")"
        let flows = progress.flowCount == 1 ? "" : " in \(Format.count(progress.flowCount)) flows"
        let found = hits + (progress.hitCount == 0 ? "" : flows)
        let part = "\(Format.count(progress.searchedCount)) of \(Format.count(progress.totalCount)) searched"
        switch progress.state {
        case .running: return "\(found) · \(part)"
        case .finished: return "\(found) · all \(Format.count(progress.totalCount)) searched"
        case .stopped: return "\(found) · stopped: \(part)"
        case .full: return "\(found) · full: \(part)"
        }
    }

    /// What a reader must know about what was not found.
    static func notes(of search: SearchModel) -> String {
        let progress = search.progress
        var notes: [String] = []
        if progress.state == .full { notes.append("no more hits are kept: a longer text finds fewer") }
        if progress.fullTextCount > 0 {
            notes.append("\(texts(progress.fullTextCount)) with more hits than are shown of one")
        }
        if progress.cutCount > 0 {
            let limit = Format.byteCount(SearchText.byteLimit)
            notes.append("of \(texts(progress.cutCount)) only the first \(limit) searched")
        }
        if progress.uncapturedCount > 0 {
            notes.append("of \(bodies(progress.uncapturedCount)) only what was captured searched")
        }
        if progress.slowCount > 0 { notes.append("\(texts(progress.slowCount)) given up: over 2 s of work") }
        if progress.longLineCount > 0 {
            let limit = Format.byteCount(SearchMatcher.lookLimit)
            notes.append(
                "of \(texts(progress.longLineCount)) lines over \(limit) not searched: too long for look-around"
            )
        }
        if progress.missingCount > 0 {
            notes.append("\(bodies(progress.missingCount)) no longer kept")
        }
        if progress.goneCount > 0 { notes.append("\(Format.count(progress.goneCount)) dropped from memory meanwhile") }
        return notes.joined(separator: " · ")
    }

    private static func texts(_ count: Int) -> String { count == 1 ? "1 text" : "\(Format.count(count)) texts" }
    private static func bodies(_ count: Int) -> String { count == 1 ? "1 body" : "\(Format.count(count)) bodies" }

    /// Where in its flow a hit is, in a few letters.
    static func place(_ place: SearchHit.Place) -> String {
        switch place {
        case .head(.request): "req h"
        case .head(.response): "res h"
        case .body(.request): "req"
        case .body(.response): "res"
        case .message(let number): "#\(number + 1)"
        }
    }
}
