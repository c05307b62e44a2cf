import TestSupport
import Testing

@testable import FlowKit

@Suite struct LentFlowTests {
    @Test(arguments: 1...20)
    func `what is lent of a flow is what the flow has`(seed: UInt64) {
        var generator = RandomFlow(random: SeededRandom(seed: seed))
        let store = FlowStore()
        for _ in 1...100 { store.record(generator.flow(store.makeID())) }

        let snapshot = store.snapshot()
        snapshot.forEach { flow in
            let isLent: Void? = snapshot.lend(flow.id) { lent in
                #expect(lent.id == flow.id)
                expect(lent.request, is: flow.request)
                #expect((lent.response == nil) == (flow.response == nil))
                if let response = flow.response, let lent = lent.response { expect(lent, is: response) }
                #expect(lent.messages?.numbers == flow.messages?.numbers)
            }
            #expect(isLent != nil)
        }
    }

    @Test func `what is not there is not lent`() {
        let store = FlowStore([.sample(id: 1, status: 200, milliseconds: 1)])
        let before = store.snapshot()
        store.remove([FlowID(1)])

        for id in [FlowID(0), FlowID(1), FlowID(2), FlowID(.max)] {
            #expect(store.snapshot().lend(id) { _ in true } == nil, "\(id)")
        }
        #expect(before.lend(FlowID(1)) { $0.response != nil } == true)
    }

    private func expect(_ lent: LentMessage, is message: some Message) {
        #expect(Array(lent.fields) == message.headers.bytes)
        #expect((lent.body == nil) == (message.body == nil))
        guard let body = message.body, let kept = lent.body else { return }
        #expect(Body(kept.place.kept, byteCount: kept.byteCount, isTruncated: kept.isTruncated).bytes == body.bytes)
        #expect(kept.byteCount == body.byteCount && kept.isTruncated == body.isTruncated)
        let text = SearchText(of: message, limit: 100)
        SearchTextReader().read(lent, limit: 100) {
            #expect(Array($0) == text.bytes && $1.isCut == text.condition.isCut)
        }
    }
}
