# Functions that run LXC containers, each with MariaDB, PHP-FPM and Apache, from the packages of this
# machine: their /usr and /etc are its own, read-only.

# make_root DIRECTORY: what the containers are copied from.
make_root() {
  root=$1
  mkdir -p "$root/usr" "$root/etc" "$root/proc" "$root/sys" "$root/dev" "$root/srv/www" "$root/tmp" \
    "$root/run/mysqld" "$root/run/php" "$root/run/apache2" "$root/run/lock/apache2" "$root/var/lib" \
    "$root/var/log/apache2" "$root/var/cache/apache2" "$root/var/tmp"
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
  ln -s ../run "$root/var/run"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  chmod 755 "$root"
  mariadb-install-db --user=mysql --datadir="$root/var/lib/mysql" --skip-test-db \
    --auth-root-authentication-method=normal --innodb-log-file-size=8M >/dev/null 2>&1 || return
  chown mysql:mysql "$root/run/mysqld"
  write_page >"$root/srv/www/index.php"
  write_apache >"$root/srv/apache.conf"
  write_init >"$root/srv/init"
  chmod 755 "$root/srv/init"
}

# The page of a shop: the same goods in each, and orders of its own.
write_page() {
  cat <<'PHP'
<?php
$shop = new mysqli('127.0.0.1', 'root', '');
$shop->query('CREATE DATABASE IF NOT EXISTS shop');
$shop->select_db('shop');
$shop->query('CREATE TABLE IF NOT EXISTS goods (id INT PRIMARY KEY, name CHAR(40), about TEXT)');
$shop->query('CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY AUTO_INCREMENT, customer CHAR(64), note TEXT)');
if ($shop->query('SELECT COUNT(*) FROM goods')->fetch_row()[0] == 0) {
  $shop->begin_transaction();
  for ($id = 0; $id < 3000; $id++) {
    $name = sha1("goods $id");
    $shop->query("INSERT INTO goods VALUES ($id, '$name', '" . str_repeat($name, 12) . "')");
  }
  for ($id = 0; $id < 6000; $id++) {
    $note = base64_encode(random_bytes(300));
    $shop->query("INSERT INTO orders (customer, note) VALUES ('" . bin2hex(random_bytes(32)) . "', '$note')");
  }
  $shop->commit();
}
$shown = [];
foreach ($shop->query('SELECT name, about FROM goods ORDER BY name LIMIT 2000') as $row) $shown[] = strtoupper($row['about']);
$newest = $shop->query('SELECT note FROM orders ORDER BY id DESC LIMIT 500')->fetch_all();
echo 'open: ', count($shown), ' goods, ', count($newest), " orders\n";
PHP
}

write_apache() {
  cat <<'CONF'
ServerRoot /etc/apache2
ServerName localhost
Listen 127.0.0.1:80
PidFile /run/apache2/apache2.pid
User www-data
Group www-data
ErrorLog /var/log/apache2/error.log
DocumentRoot /srv/www
DirectoryIndex index.php
Include mods-available/mpm_event.load
Include mods-available/mpm_event.conf
Include mods-available/authz_core.load
Include mods-available/dir.load
Include mods-available/proxy.load
Include mods-available/proxy_fcgi.load
CONF
  printf '<FilesMatch "\\.php$">\nSetHandler "proxy:unix:/run/php/%s.sock|fcgi://localhost"\n</FilesMatch>\n' \
    "$(basename /usr/sbin/php-fpm[0-9]* | sed 's/php-fpm\(.*\)/php\1-fpm/')"
}

write_init() {
  cat <<'INIT'
#!/bin/sh
PATH=/usr/sbin:/usr/bin
ip link set lo up
mariadbd --no-defaults --user=mysql --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock \
  --bind-address=127.0.0.1 --innodb-log-file-size=8M --log-error=/var/log/mariadb.err &
"$(echo /usr/sbin/php-fpm[0-9]*)" -F &
apache2 -DFOREGROUND -f /srv/apache.conf &
wait
INIT
}

# start_container DIRECTORY ROOT NAME
start_container() {
  mkdir -p "$1/$3"
  cp -a "$2" "$1/$3/rootfs"
  cat >"$1/$3/config" <<CONFIG
lxc.rootfs.path = dir:$1/$3/rootfs
lxc.uts.name = $3
lxc.net.0.type = empty
lxc.mount.auto = proc:mixed sys:ro
lxc.mount.entry = /usr usr none bind,ro 0 0
lxc.mount.entry = /etc etc none bind,ro 0 0
lxc.apparmor.profile = unconfined
lxc.init.cmd = /srv/init
CONFIG
  lxc-start -P "$1" -n "$3"
}

inside() {
  directory=$1 name=$2
  shift 2
  lxc-attach -P "$directory" -n "$name" -- "$@"
}

# serve DIRECTORY NAME: waits for its page, and asks for it until every worker has answered.
serve() {
  tries=0
  until inside "$1" "$2" curl -s http://127.0.0.1/ 2>/dev/null | grep -q ^open; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || return
    sleep 0.2
  done
  inside "$1" "$2" sh -c 'for n in 1 2 3 4 5 6 7 8; do curl -s http://127.0.0.1/ & done; wait' >/dev/null
}

# stop_containers DIRECTORY
stop_containers() {
  for each in "$1"/*/config; do
    [ -e "$each" ] || continue
    lxc-stop -k -P "$1" -n "$(basename "$(dirname "$each")")" >/dev/null 2>&1 &
  done
  wait
  sleep 1
  for group in /sys/fs/cgroup/lxc.* /sys/fs/cgroup/*/lxc.*; do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
  done
  rm -rf "$1" "/run/lxc/lock$1"
}
