import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** Java's HttpClient, with proxy and trust from the properties that `sluice run` sets: `Client.java BASE 1|2`. */
class Client {
    public static void main(String[] arguments) throws Exception {
        var version = arguments[1].equals("2") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        var client = HttpClient.newBuilder().version(version).proxy(ProxySelector.getDefault()).build();
        for (var path : new String[] {"/bytes/1", "/bytes/200000", "/chunked/50000", "/nothing"}) {
            load(client, version, arguments[0], path, null);
        }
        load(client, version, arguments[0], "/digest", new byte[150000]);
        IntStream.range(0, 20).parallel().forEach(number -> {
            try {
                load(client, version, arguments[0], "/bytes/" + (4000 + number), null);
            } catch (Exception exception) {
                throw new RuntimeException(exception);
            }
        });
    }

    static void load(HttpClient client, HttpClient.Version version, String base, String path, byte[] body)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path));
        if (body != null) request.PUT(BodyPublishers.ofByteArray(body));
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.version() != version) throw new Exception("spoke " + answer.version());
        var sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(answer.body()));
        System.out.println(String.join(" ", "exchange", body == null ? "GET" : "PUT", path,
                String.valueOf(answer.statusCode()), sum));
    }
}
