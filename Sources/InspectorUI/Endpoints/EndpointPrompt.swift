import FlowKit

/// Asks what to keep apart from a template, or what to fold.
struct EndpointPrompt: PromptPurpose {
    let verb: EndpointOverrides.Verb

    var label: String { verb == .keep ? "keep apart" : "fold" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        do throws(EndpointOverrideError) {
            return try model.decide(verb, text)
        } catch {
            model.ask(self, text: text)
            model.say(.error(error.message))
            return []
        }
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        if let error = model.endpointQuery.overrides.obstacle(verb, prompt.text) {
            return PromptHint(text: error.message, errorRange: 0..<prompt.text.utf8.count)
        }
        return PromptHint(
            text: verb == .keep
                ? "the last segment gets endpoints of its own; {slug}: no word there is folded"
                : "words in the place of {slug} are folded; the place of a split takes it back"
        )
    }

    /// What a person is likely to mean.
    static func proposal(_ verb: EndpointOverrides.Verb, for row: EndpointRow, in model: Model) -> String {
        let segments = row.name.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch verb {
        case .keep:
            // The last placeholder, as the newest flow had it.
            guard let index = segments.lastIndex(where: { $0.contains("{") && $0 != "{rest}" }) else { break }
            let path = model.snapshot[row.newest]?.request.path.prefix { $0 != "?" } ?? ""
            let actual = path.split(separator: "/", omittingEmptySubsequences: false)
            guard actual.indices.contains(index) else { break }
            return row.name.host + (segments[..<index] + [String(actual[index])]).joined(separator: "/")
        case .fold:
            let place = row.name.host + row.name.path
            let kept = model.endpointQuery.overrides.entries.last { $0.verb == .keep && place.hasPrefix($0.place) }
            if let kept { return kept.place }
            guard let index = segments.lastIndex(where: { !$0.isEmpty && !$0.contains("{") }) else { break }
            return row.name.host + (segments[..<index] + ["{slug}"]).joined(separator: "/")
        }
        return row.name.host + row.name.path
    }
}

extension EndpointOverrides {
    /// Why this cannot be decided; `nil`: it can.
    func obstacle(_ verb: Verb, _ place: String) -> EndpointOverrideError? {
        if let earlier = self.verb(at: place), earlier != verb { return nil }
        do throws(EndpointOverrideError) {
            _ = try Entry(verb, place)
            return nil
        } catch {
            return error
        }
    }
}

extension Model {
    /// Takes a decision about templates: the opposite of an earlier one about the same place takes that back.
    mutating func decide(_ verb: EndpointOverrides.Verb, _ place: String) throws(EndpointOverrideError) -> [Effect] {
        let earlier = endpointQuery.overrides
        if let opposite = earlier.verb(at: place), opposite != verb {
            _ = endpointQuery.overrides.forget(place: place)
        } else {
            try endpointQuery.overrides.apply(try EndpointOverrides.Entry(verb, place))
        }
        guard endpointQuery.overrides != earlier else { return [] }
        say(verb == .keep ? "\(place) is kept apart" : "\(place) is folded")
        return [.keepOverrides(endpointQuery.overrides)]
    }
}
