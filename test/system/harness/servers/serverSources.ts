/** What the servers of the tests run, and their configuration. */

export const redisScript = 'redis.call("set", ARGV[1] % 1000, ARGV[1]) return ARGV[1] * ARGV[1]';

export const nodeSource = `
const server = require('node:http').createServer((asked, answer) => {
  const number = Number(asked.url.slice(1));
  answer.end(String(number * number));
});
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));
`;

export const javaSource = `
import java.io.*;
import java.net.*;
public class Square {
  public static void main(String[] words) throws Exception {
    ServerSocket server = new ServerSocket(0);
    System.out.println("port " + server.getLocalPort());
    for (;;) {
      Socket socket = server.accept();
      new Thread(() -> {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            Writer out = new OutputStreamWriter(socket.getOutputStream())) {
          for (String line; (line = in.readLine()) != null; out.flush()) {
            long number = Long.parseLong(line);
            out.write(number * number + "\\n");
          }
        } catch (IOException error) {}
      }).start();
    }
  }
}
`;

export const goSource = `
package main

import (
	"bufio"
	"fmt"
	"net"
)

func main() {
	server, _ := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println("port", server.Addr().(*net.TCPAddr).Port)
	for {
		socket, _ := server.Accept()
		go func() {
			lines := bufio.NewScanner(socket)
			for lines.Scan() {
				var number int64
				fmt.Sscan(lines.Text(), &number)
				fmt.Fprintln(socket, number*number)
			}
		}()
	}
}
`;

export const nginxConfig = (directory: string, location: string) => `
daemon off;
worker_processes 2;
pid ${directory}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  client_body_temp_path ${directory};
  proxy_temp_path ${directory};
  fastcgi_temp_path ${directory};
  server {
    listen unix:${directory}/http;
    location / { ${location} }
  }
}
`;

export const phpConfig = (directory: string) => `
[global]
daemonize = no
[www]
user = root
group = root
listen = ${directory}/php
listen.mode = 0666
pm = static
pm.max_children = 2
`;
