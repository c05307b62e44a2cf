import FlowKit
import InspectorUI
import Synchronization
import TerminalKit
import Testing

@Suite struct MailboxTests {
    private static func line(_ text: String) -> LogLine {
        LogLine(time: Timestamp(nanoseconds: 0), level: .info, text: text)
    }

    @Test func `states replace what they make stale, whatever lies between`() {
        let mailbox = Mailbox<UIMessage> {}

        mailbox.post(.proxy(ProxyStatus(listenAddress: "old")))
        mailbox.post(.notice(Notice("kept")))
        mailbox.post(.proxy(ProxyStatus(listenAddress: "new")))
        let messages = mailbox.drain()

        #expect(messages.count == 2)
        guard case .proxy(let status) = messages[0] else { return #expect(Bool(false)) }
        #expect(status.listenAddress == "new")
        #expect(mailbox.drain().isEmpty)
    }

    @Test func `lines that nobody takes stay bounded, the newest last`() {
        let mailbox = Mailbox<UIMessage> {}

        for number in 0..<(LogModel.capacity + 5) { mailbox.post(.log([Self.line("\(number)")])) }

        guard case .log(let lines) = mailbox.drain().first else { return #expect(Bool(false)) }
        #expect(lines.count == LogModel.capacity)
        #expect(lines.last?.text == "\(LogModel.capacity + 4)")
    }

    @Test func `it wakes once until it is emptied`() {
        let wakes = Mutex(0)
        let mailbox = Mailbox<UIMessage> { wakes.withLock { $0 += 1 } }

        mailbox.post(.notice(Notice("a")))
        mailbox.post(.notice(Notice("b")))
        #expect(wakes.withLock { $0 } == 1)
        _ = mailbox.drain()
        mailbox.post(.notice(Notice("c")))

        #expect(wakes.withLock { $0 } == 2)
    }
}
