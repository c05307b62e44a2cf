import Foundation
import ProgramSupport
import Testing

#if os(Linux)
    extension ProgramTests {
        /// Connections that the kernel redirects: a client, a router with Sluice on it and a server, each in a network
        /// namespace of its own.
        @Suite(.enabled(if: Network.isPossible, "needs root, namespaces, iproute2, iptables, curl and python3"))
        struct TransparentTests {
            @Test func `redirected connections are recorded with the addresses their clients meant`() throws {
                let program = try SluiceProgram()

                let result = try program.shell(Network.script(home: program.home.path))

                #expect(result.code == 0, "\(result.output)\(result.errors)")
                #expect(
                    result.output.split(separator: "\n") == [
                        "plain ok", "named ok", "TLS ok", "IPv6 ok", "closed 7 or 56", "itself 52 or 56",
                    ],
                    "\(result.errors)"
                )
                let flows = try program.home.text(of: "flows.jsonl").split(separator: "\n").map { line in
                    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                }
                let urls = flows.compactMap { $0["url"] as? String }
                #expect(urls.contains("http://10.77.2.2/a"))
                #expect(urls.contains("http://shop.test/b"))
                #expect(urls.contains("https://api.test/c"))
                #expect(urls.contains("http://[fd77:2::2]/d"))
                let servers = flows.compactMap { ($0["server"] as? [String: Any])?["address"] as? String }
                #expect(servers.contains("10.77.2.2:443"))
                let errors = flows.compactMap { ($0["error"] as? [String: Any])?["code"] as? String }
                #expect(Set(errors) == ["connectionRefused", "loop"])
            }
        }

        private enum Network {
            static let isPossible: Bool = {
                guard getuid() == 0 else { return false }
                guard ["ip", "iptables", "ip6tables", "curl", "python3"].allSatisfy({ isInstalled($0) }) else {
                    return false
                }
                let name = "sluice-probe-\(getpid())"
                let script = """
                    ip netns add \(name) && ip netns exec \(name) sh -c '
                        iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 1 &&
                        ip6tables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 1'
                    code=$?; ip netns del \(name); exit $code
                    """
                return (try? SluiceProgram().shell(script))?.code == 0
            }()

            static func script(home: String) -> String {
                """
                home=\(home); c=sluice-c-$$ p=sluice-p-$$ s=sluice-s-$$ pids=
                trap 'kill $pids 2>/dev/null; wait; for n in $c $p $s; do ip netns del $n; done' EXIT
                set -e
                for n in $c $p $s; do ip netns add $n; ip -n $n link set lo up; done
                ip link add client netns $p type veth peer name proxy netns $c
                ip link add server netns $p type veth peer name proxy netns $s
                address() { ip -n $1 address add $3 dev $2; ip -n $1 address add $4 dev $2 nodad; ip -n $1 link set $2 up; }
                address $p client 10.77.1.1/24 fd77:1::1/64
                address $c proxy 10.77.1.2/24 fd77:1::2/64
                address $p server 10.77.2.1/24 fd77:2::1/64
                address $s proxy 10.77.2.2/24 fd77:2::2/64
                ip -n $c route add default via 10.77.1.1; ip -n $c -6 route add default via fd77:1::1
                ip netns exec $p iptables -t nat -A PREROUTING -i client -p tcp -j REDIRECT --to-ports 8080
                ip netns exec $p ip6tables -t nat -A PREROUTING -i client -p tcp -j REDIRECT --to-ports 8081

                mkdir $home/www; for f in a b c d; do echo ok >$home/www/$f; done
                (cd $home/www; exec ip netns exec $s python3 -m http.server --bind :: 80 >/dev/null 2>&1) &
                pids="$pids $!"
                ca=$home/ca.pem; sluice ca export "$ca"
                ip netns exec $s sluice record --listen reverse:http://10.77.2.2:80@0.0.0.0:443 --jsonl /dev/null &
                pids="$pids $!"
                ip netns exec $p sluice record --listen transparent@0.0.0.0:8080 --listen 'transparent@[::]:8081' \\
                    --upstream-ca "$ca" --jsonl $home/flows.jsonl 2>$home/log &
                pids="$pids $!"
                until grep -q 'listening on' $home/log; do sleep 0.1; done
                until ip netns exec $s curl -so /dev/null http://10.77.2.2/; do sleep 0.1; done
                until ip netns exec $s curl -sko /dev/null https://10.77.2.2/; do sleep 0.1; done

                set +e
                ask() { ip netns exec $c curl -sS -m 10 "$@"; }
                echo "plain $(ask http://10.77.2.2/a)"
                echo "named $(ask -H 'Host: shop.test' http://10.77.2.2/b)"
                echo "TLS $(ask --cacert "$ca" --resolve api.test:443:10.77.2.2 https://api.test/c)"
                echo "IPv6 $(ask -g 'http://[fd77:2::2]/d')"
                ask http://10.77.2.2:9/ 2>/dev/null; case $? in 7|52|56) echo "closed 7 or 56";; *) echo "closed $?";; esac
                ask http://10.77.1.1:8080/ 2>/dev/null; case $? in 52|56) echo "itself 52 or 56";; *) echo "itself $?";; esac
                """
            }
        }
    }
#endif
