/// Which group each flow was counted in: four bytes a flow, for those segments of the store that still have any.
struct FlowAssignments: Sendable {
    /// Of each segment; empty where no flow of it is counted.
    private var segments: [[UInt32]] = []
    private var counts: [Int] = []

    subscript(place: FlowPlace) -> UInt32 {
        get {
            guard place.segment < segments.count, !segments[place.segment].isEmpty else { return FlowGroups.none }
            return segments[place.segment][place.chunk * FlowChunk.capacity + place.slot]
        }
        set {
            let old = self[place]
            guard newValue != old else { return }
            while segments.count <= place.segment {
                segments.append([])
                counts.append(0)
            }
            if segments[place.segment].isEmpty {
                segments[place.segment] = Array(repeating: FlowGroups.none, count: FlowSegment.capacity)
            }
            segments[place.segment][place.chunk * FlowChunk.capacity + place.slot] = newValue
            counts[place.segment] += (newValue == FlowGroups.none ? 0 : 1) - (old == FlowGroups.none ? 0 : 1)
            if counts[place.segment] == 0 { segments[place.segment] = [] }
        }
    }

    /// Gives every flow the number its group has now.
    mutating func replace(_ current: (UInt32) -> UInt32) {
        for segment in segments.indices {
            for index in segments[segment].indices where segments[segment][index] > FlowGroups.others {
                segments[segment][index] = current(segments[segment][index])
            }
        }
    }

    /// Calls `body` with each counted flow's index and group until it returns false.
    func newestFirst(_ body: (Int, UInt32) -> Bool) {
        for segment in segments.indices.reversed() {
            for index in segments[segment].indices.reversed() where segments[segment][index] != FlowGroups.none {
                guard body(segment * FlowSegment.capacity + index, segments[segment][index]) else { return }
            }
        }
    }
}
