/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: visitor
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `badges`
--

DROP TABLE IF EXISTS `badges`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `badges` (
  `id` int(11) NOT NULL,
  `visit` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `visit` (`visit`),
  CONSTRAINT `badges_ibfk_1` FOREIGN KEY (`visit`) REFERENCES `visits` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `badges`
--

LOCK TABLES `badges` WRITE;
/*!40000 ALTER TABLE `badges` DISABLE KEYS */;
INSERT INTO `badges` VALUES
(1,1),
(2,2),
(3,3),
(4,4),
(5,5),
(6,6),
(7,7),
(8,8),
(9,9),
(10,10),
(11,11),
(12,12),
(13,13),
(14,14),
(15,15),
(16,16),
(17,17),
(18,18),
(19,19),
(20,20),
(21,21),
(22,22),
(23,23),
(24,24),
(25,25),
(26,26),
(27,27),
(28,28),
(29,29),
(30,30),
(31,31),
(32,32),
(33,33),
(34,34),
(35,35),
(36,36),
(37,37),
(38,38),
(39,39),
(40,40),
(41,41),
(42,42),
(43,43),
(44,44),
(45,45),
(46,46),
(47,47),
(48,48),
(49,49),
(50,50);
/*!40000 ALTER TABLE `badges` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `notes`
--

DROP TABLE IF EXISTS `notes`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `notes` (
  `id` int(11) NOT NULL,
  `body` text DEFAULT NULL,
  `raw` blob DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `notes`
--

LOCK TABLES `notes` WRITE;
/*!40000 ALTER TABLE `notes` DISABLE KEYS */;
INSERT INTO `notes` VALUES
(1,'l\'été; \\! sh\nDELIMITER x','\0�\\\'');
/*!40000 ALTER TABLE `notes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Temporary table structure for view `recent`
--

DROP TABLE IF EXISTS `recent`;
/*!50001 DROP VIEW IF EXISTS `recent`*/;
SET @saved_cs_client     = @@character_set_client;
SET character_set_client = utf8mb4;
/*!50001 CREATE VIEW `recent` AS SELECT
 NULL AS `id`,
 NULL AS `visitor`,
 NULL AS `at` */;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `visits`
--

DROP TABLE IF EXISTS `visits`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `visits` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `visitor` varchar(100) NOT NULL,
  `at` datetime NOT NULL,
  PRIMARY KEY (`id`),
  KEY `visits_at` (`at`)
) ENGINE=InnoDB AUTO_INCREMENT=256 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `visits`
--

LOCK TABLES `visits` WRITE;
/*!40000 ALTER TABLE `visits` DISABLE KEYS */;
INSERT INTO `visits` VALUES
(1,'visitor 1','2026-11-19 23:00:00'),
(2,'visitor 2','2026-11-19 22:00:00'),
(3,'visitor 3','2026-11-19 21:00:00'),
(4,'visitor 4','2026-11-19 20:00:00'),
(5,'visitor 5','2026-11-19 19:00:00'),
(6,'visitor 6','2026-11-19 18:00:00'),
(7,'visitor 7','2026-11-19 17:00:00'),
(8,'visitor 8','2026-11-19 16:00:00'),
(9,'visitor 9','2026-11-19 15:00:00'),
(10,'visitor 10','2026-11-19 14:00:00'),
(11,'visitor 11','2026-11-19 13:00:00'),
(12,'visitor 12','2026-11-19 12:00:00'),
(13,'visitor 13','2026-11-19 11:00:00'),
(14,'visitor 14','2026-11-19 10:00:00'),
(15,'visitor 15','2026-11-19 09:00:00'),
(16,'visitor 16','2026-11-19 08:00:00'),
(17,'visitor 17','2026-11-19 07:00:00'),
(18,'visitor 18','2026-11-19 06:00:00'),
(19,'visitor 19','2026-11-19 05:00:00'),
(20,'visitor 20','2026-11-19 04:00:00'),
(21,'visitor 21','2026-11-19 03:00:00'),
(22,'visitor 22','2026-11-19 02:00:00'),
(23,'visitor 23','2026-11-19 01:00:00'),
(24,'visitor 24','2026-11-19 00:00:00'),
(25,'visitor 25','2026-11-18 23:00:00'),
(26,'visitor 26','2026-11-18 22:00:00'),
(27,'visitor 27','2026-11-18 21:00:00'),
(28,'visitor 28','2026-11-18 20:00:00'),
(29,'visitor 29','2026-11-18 19:00:00'),
(30,'visitor 30','2026-11-18 18:00:00'),
(31,'visitor 31','2026-11-18 17:00:00'),
(32,'visitor 32','2026-11-18 16:00:00'),
(33,'visitor 33','2026-11-18 15:00:00'),
(34,'visitor 34','2026-11-18 14:00:00'),
(35,'visitor 35','2026-11-18 13:00:00'),
(36,'visitor 36','2026-11-18 12:00:00'),
(37,'visitor 37','2026-11-18 11:00:00'),
(38,'visitor 38','2026-11-18 10:00:00'),
(39,'visitor 39','2026-11-18 09:00:00'),
(40,'visitor 40','2026-11-18 08:00:00'),
(41,'visitor 41','2026-11-18 07:00:00'),
(42,'visitor 42','2026-11-18 06:00:00'),
(43,'visitor 43','2026-11-18 05:00:00'),
(44,'visitor 44','2026-11-18 04:00:00'),
(45,'visitor 45','2026-11-18 03:00:00'),
(46,'visitor 46','2026-11-18 02:00:00'),
(47,'visitor 47','2026-11-18 01:00:00'),
(48,'visitor 48','2026-11-18 00:00:00'),
(49,'visitor 49','2026-11-17 23:00:00'),
(50,'visitor 50','2026-11-17 22:00:00'),
(51,'visitor 51','2026-11-17 21:00:00'),
(52,'visitor 52','2026-11-17 20:00:00'),
(53,'visitor 53','2026-11-17 19:00:00'),
(54,'visitor 54','2026-11-17 18:00:00'),
(55,'visitor 55','2026-11-17 17:00:00'),
(56,'visitor 56','2026-11-17 16:00:00'),
(57,'visitor 57','2026-11-17 15:00:00'),
(58,'visitor 58','2026-11-17 14:00:00'),
(59,'visitor 59','2026-11-17 13:00:00'),
(60,'visitor 60','2026-11-17 12:00:00'),
(61,'visitor 61','2026-11-17 11:00:00'),
(62,'visitor 62','2026-11-17 10:00:00'),
(63,'visitor 63','2026-11-17 09:00:00'),
(64,'visitor 64','2026-11-17 08:00:00'),
(65,'visitor 65','2026-11-17 07:00:00'),
(66,'visitor 66','2026-11-17 06:00:00'),
(67,'visitor 67','2026-11-17 05:00:00'),
(68,'visitor 68','2026-11-17 04:00:00'),
(69,'visitor 69','2026-11-17 03:00:00'),
(70,'visitor 70','2026-11-17 02:00:00'),
(71,'visitor 71','2026-11-17 01:00:00'),
(72,'visitor 72','2026-11-17 00:00:00'),
(73,'visitor 73','2026-11-16 23:00:00'),
(74,'visitor 74','2026-11-16 22:00:00'),
(75,'visitor 75','2026-11-16 21:00:00'),
(76,'visitor 76','2026-11-16 20:00:00'),
(77,'visitor 77','2026-11-16 19:00:00'),
(78,'visitor 78','2026-11-16 18:00:00'),
(79,'visitor 79','2026-11-16 17:00:00'),
(80,'visitor 80','2026-11-16 16:00:00'),
(81,'visitor 81','2026-11-16 15:00:00'),
(82,'visitor 82','2026-11-16 14:00:00'),
(83,'visitor 83','2026-11-16 13:00:00'),
(84,'visitor 84','2026-11-16 12:00:00'),
(85,'visitor 85','2026-11-16 11:00:00'),
(86,'visitor 86','2026-11-16 10:00:00'),
(87,'visitor 87','2026-11-16 09:00:00'),
(88,'visitor 88','2026-11-16 08:00:00'),
(89,'visitor 89','2026-11-16 07:00:00'),
(90,'visitor 90','2026-11-16 06:00:00'),
(91,'visitor 91','2026-11-16 05:00:00'),
(92,'visitor 92','2026-11-16 04:00:00'),
(93,'visitor 93','2026-11-16 03:00:00'),
(94,'visitor 94','2026-11-16 02:00:00'),
(95,'visitor 95','2026-11-16 01:00:00'),
(96,'visitor 96','2026-11-16 00:00:00'),
(97,'visitor 97','2026-11-15 23:00:00'),
(98,'visitor 98','2026-11-15 22:00:00'),
(99,'visitor 99','2026-11-15 21:00:00'),
(100,'visitor 100','2026-11-15 20:00:00'),
(101,'visitor 101','2026-11-15 19:00:00'),
(102,'visitor 102','2026-11-15 18:00:00'),
(103,'visitor 103','2026-11-15 17:00:00'),
(104,'visitor 104','2026-11-15 16:00:00'),
(105,'visitor 105','2026-11-15 15:00:00'),
(106,'visitor 106','2026-11-15 14:00:00'),
(107,'visitor 107','2026-11-15 13:00:00'),
(108,'visitor 108','2026-11-15 12:00:00'),
(109,'visitor 109','2026-11-15 11:00:00'),
(110,'visitor 110','2026-11-15 10:00:00'),
(111,'visitor 111','2026-11-15 09:00:00'),
(112,'visitor 112','2026-11-15 08:00:00'),
(113,'visitor 113','2026-11-15 07:00:00'),
(114,'visitor 114','2026-11-15 06:00:00'),
(115,'visitor 115','2026-11-15 05:00:00'),
(116,'visitor 116','2026-11-15 04:00:00'),
(117,'visitor 117','2026-11-15 03:00:00'),
(118,'visitor 118','2026-11-15 02:00:00'),
(119,'visitor 119','2026-11-15 01:00:00'),
(120,'visitor 120','2026-11-15 00:00:00'),
(121,'visitor 121','2026-11-14 23:00:00'),
(122,'visitor 122','2026-11-14 22:00:00'),
(123,'visitor 123','2026-11-14 21:00:00'),
(124,'visitor 124','2026-11-14 20:00:00'),
(125,'visitor 125','2026-11-14 19:00:00'),
(126,'visitor 126','2026-11-14 18:00:00'),
(127,'visitor 127','2026-11-14 17:00:00'),
(128,'visitor 128','2026-11-14 16:00:00'),
(129,'visitor 129','2026-11-14 15:00:00'),
(130,'visitor 130','2026-11-14 14:00:00'),
(131,'visitor 131','2026-11-14 13:00:00'),
(132,'visitor 132','2026-11-14 12:00:00'),
(133,'visitor 133','2026-11-14 11:00:00'),
(134,'visitor 134','2026-11-14 10:00:00'),
(135,'visitor 135','2026-11-14 09:00:00'),
(136,'visitor 136','2026-11-14 08:00:00'),
(137,'visitor 137','2026-11-14 07:00:00'),
(138,'visitor 138','2026-11-14 06:00:00'),
(139,'visitor 139','2026-11-14 05:00:00'),
(140,'visitor 140','2026-11-14 04:00:00'),
(141,'visitor 141','2026-11-14 03:00:00'),
(142,'visitor 142','2026-11-14 02:00:00'),
(143,'visitor 143','2026-11-14 01:00:00'),
(144,'visitor 144','2026-11-14 00:00:00'),
(145,'visitor 145','2026-11-13 23:00:00'),
(146,'visitor 146','2026-11-13 22:00:00'),
(147,'visitor 147','2026-11-13 21:00:00'),
(148,'visitor 148','2026-11-13 20:00:00'),
(149,'visitor 149','2026-11-13 19:00:00'),
(150,'visitor 150','2026-11-13 18:00:00'),
(151,'visitor 151','2026-11-13 17:00:00'),
(152,'visitor 152','2026-11-13 16:00:00'),
(153,'visitor 153','2026-11-13 15:00:00'),
(154,'visitor 154','2026-11-13 14:00:00'),
(155,'visitor 155','2026-11-13 13:00:00'),
(156,'visitor 156','2026-11-13 12:00:00'),
(157,'visitor 157','2026-11-13 11:00:00'),
(158,'visitor 158','2026-11-13 10:00:00'),
(159,'visitor 159','2026-11-13 09:00:00'),
(160,'visitor 160','2026-11-13 08:00:00'),
(161,'visitor 161','2026-11-13 07:00:00'),
(162,'visitor 162','2026-11-13 06:00:00'),
(163,'visitor 163','2026-11-13 05:00:00'),
(164,'visitor 164','2026-11-13 04:00:00'),
(165,'visitor 165','2026-11-13 03:00:00'),
(166,'visitor 166','2026-11-13 02:00:00'),
(167,'visitor 167','2026-11-13 01:00:00'),
(168,'visitor 168','2026-11-13 00:00:00'),
(169,'visitor 169','2026-11-12 23:00:00'),
(170,'visitor 170','2026-11-12 22:00:00'),
(171,'visitor 171','2026-11-12 21:00:00'),
(172,'visitor 172','2026-11-12 20:00:00'),
(173,'visitor 173','2026-11-12 19:00:00'),
(174,'visitor 174','2026-11-12 18:00:00'),
(175,'visitor 175','2026-11-12 17:00:00'),
(176,'visitor 176','2026-11-12 16:00:00'),
(177,'visitor 177','2026-11-12 15:00:00'),
(178,'visitor 178','2026-11-12 14:00:00'),
(179,'visitor 179','2026-11-12 13:00:00'),
(180,'visitor 180','2026-11-12 12:00:00'),
(181,'visitor 181','2026-11-12 11:00:00'),
(182,'visitor 182','2026-11-12 10:00:00'),
(183,'visitor 183','2026-11-12 09:00:00'),
(184,'visitor 184','2026-11-12 08:00:00'),
(185,'visitor 185','2026-11-12 07:00:00'),
(186,'visitor 186','2026-11-12 06:00:00'),
(187,'visitor 187','2026-11-12 05:00:00'),
(188,'visitor 188','2026-11-12 04:00:00'),
(189,'visitor 189','2026-11-12 03:00:00'),
(190,'visitor 190','2026-11-12 02:00:00'),
(191,'visitor 191','2026-11-12 01:00:00'),
(192,'visitor 192','2026-11-12 00:00:00'),
(193,'visitor 193','2026-11-11 23:00:00'),
(194,'visitor 194','2026-11-11 22:00:00'),
(195,'visitor 195','2026-11-11 21:00:00'),
(196,'visitor 196','2026-11-11 20:00:00'),
(197,'visitor 197','2026-11-11 19:00:00'),
(198,'visitor 198','2026-11-11 18:00:00'),
(199,'visitor 199','2026-11-11 17:00:00'),
(200,'visitor 200','2026-11-11 16:00:00'),
(201,'visitor 201','2026-11-11 15:00:00'),
(202,'visitor 202','2026-11-11 14:00:00'),
(203,'visitor 203','2026-11-11 13:00:00'),
(204,'visitor 204','2026-11-11 12:00:00'),
(205,'visitor 205','2026-11-11 11:00:00'),
(206,'visitor 206','2026-11-11 10:00:00'),
(207,'visitor 207','2026-11-11 09:00:00'),
(208,'visitor 208','2026-11-11 08:00:00'),
(209,'visitor 209','2026-11-11 07:00:00'),
(210,'visitor 210','2026-11-11 06:00:00'),
(211,'visitor 211','2026-11-11 05:00:00'),
(212,'visitor 212','2026-11-11 04:00:00'),
(213,'visitor 213','2026-11-11 03:00:00'),
(214,'visitor 214','2026-11-11 02:00:00'),
(215,'visitor 215','2026-11-11 01:00:00'),
(216,'visitor 216','2026-11-11 00:00:00'),
(217,'visitor 217','2026-11-10 23:00:00'),
(218,'visitor 218','2026-11-10 22:00:00'),
(219,'visitor 219','2026-11-10 21:00:00'),
(220,'visitor 220','2026-11-10 20:00:00'),
(221,'visitor 221','2026-11-10 19:00:00'),
(222,'visitor 222','2026-11-10 18:00:00'),
(223,'visitor 223','2026-11-10 17:00:00'),
(224,'visitor 224','2026-11-10 16:00:00'),
(225,'visitor 225','2026-11-10 15:00:00'),
(226,'visitor 226','2026-11-10 14:00:00'),
(227,'visitor 227','2026-11-10 13:00:00'),
(228,'visitor 228','2026-11-10 12:00:00'),
(229,'visitor 229','2026-11-10 11:00:00'),
(230,'visitor 230','2026-11-10 10:00:00'),
(231,'visitor 231','2026-11-10 09:00:00'),
(232,'visitor 232','2026-11-10 08:00:00'),
(233,'visitor 233','2026-11-10 07:00:00'),
(234,'visitor 234','2026-11-10 06:00:00'),
(235,'visitor 235','2026-11-10 05:00:00'),
(236,'visitor 236','2026-11-10 04:00:00'),
(237,'visitor 237','2026-11-10 03:00:00'),
(238,'visitor 238','2026-11-10 02:00:00'),
(239,'visitor 239','2026-11-10 01:00:00'),
(240,'visitor 240','2026-11-10 00:00:00');
/*!40000 ALTER TABLE `visits` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb3 */ ;
/*!50003 SET character_set_results = utf8mb3 */ ;
/*!50003 SET collation_connection  = utf8mb3_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`app`@`localhost`*/ /*!50003 trigger visits_kept before delete on visits for each row begin signal sqlstate '45000'; end 
*/;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Dumping routines for database 'visitor'
--
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
/*!50003 DROP FUNCTION IF EXISTS `twice` */;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb3 */ ;
/*!50003 SET character_set_results = utf8mb3 */ ;
/*!50003 SET collation_connection  = utf8mb3_general_ci */ ;
DELIMITER ;;
CREATE DEFINER=`app`@`localhost` FUNCTION `twice`(a int) RETURNS int(11)
    DETERMINISTIC
return a * 2
;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Final view structure for view `recent`
--

/*!50001 DROP VIEW IF EXISTS `recent`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb3 */;
/*!50001 SET character_set_results     = utf8mb3 */;
/*!50001 SET collation_connection      = utf8mb3_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`app`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `recent` AS select `visitor`.`visits`.`id` AS `id`,`visitor`.`visits`.`visitor` AS `visitor`,`visitor`.`visits`.`at` AS `at` from `visits` where `visitor`.`visits`.`id` > 200 */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-22 22:08:02
